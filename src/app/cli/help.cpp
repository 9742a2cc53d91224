#include "app/cli/help.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "app/config/setting.hpp"

namespace gotrue {
namespace {

constexpr std::string_view kExamples = R"(
First steps:
  gotrue init                           write .env with fresh secrets
  gotrue serve --demo --mail-to-log     try it: open http://localhost:8081/
  gotrue admin createuser ann@example.com --confirm --admin
                                        make an admin; asks for the password
  pwgen 20 1 | gotrue admin createuser bob@example.com - editor --confirm
                                        password from standard input, role editor
  gotrue admin deleteuser bob@example.com
  gotrue serve -c /etc/gotrue/env       run with another env file

Settings come from the environment and from the env file; the environment wins.
The ones to begin with:
)";

constexpr std::array<std::string_view, 5> kFirstKeys = {"SITE_URL", "JWT_SECRET", "DB_DATABASE_URL", "API_PORT",
                                                        "SMTP_HOST"};

std::string_view first_sentence(std::string_view note) {
  std::size_t end = 0;
  while ((end = note.find_first_of(".;:", end)) != std::string_view::npos) {
    if (end + 1 == note.size() || note[end + 1] == ' ') break;
    ++end;
  }
  return note.substr(0, end);
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

}  // namespace

std::string help_footer() {
  std::string text(kExamples);
  for (const auto name : kFirstKeys) {
    text += "  " + padded(std::string(kKeyPrefix) + std::string(name), 36) + "  ";
    text += std::string(first_sentence(get_key(name).note)) + "\n";
  }
  return text + "All of them: docs/config.md, or `gotrue config-reference`.\n";
}

}  // namespace gotrue
