#include "app/cli/hide_urls.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <string_view>

namespace gotrue {
namespace {

void hide(char* text) { std::fill(text, text + std::strlen(text), 'x'); }

// `--from URL` and `--from=URL`.
void hide_value(std::string_view option, char* argument, char* next) {
  const std::string_view text(argument);
  if (text == option && next) hide(next);
  if (text.size() > option.size() && text.starts_with(option) && text[option.size()] == '=') {
    hide(argument + option.size() + 1);
  }
}

}  // namespace

void hide_urls(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    char* next = i + 1 < count ? arguments[i + 1] : nullptr;
    for (const std::string_view option : {"--from", "--to"}) hide_value(option, arguments[i], next);
  }
}

}  // namespace gotrue
