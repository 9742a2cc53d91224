#include "app/config/url_source.hpp"

#include <cstdlib>
#include <fstream>

namespace gotrue {
namespace {

tl::expected<std::string, std::string> read_first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line) || line.empty()) {
    return tl::unexpected("no URL in the first line of " + path + ", or it cannot be read");
  }
  if (line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace

tl::expected<std::string, std::string> read_url(const UrlSource& source) {
  if (!source.file.empty()) return read_first_line(source.file);
  if (source.variable.empty()) return source.text;
  const char* value = std::getenv(source.variable.c_str());
  if (!value || !*value) return tl::unexpected("the environment variable " + source.variable + " is not set");
  return std::string(value);
}

}  // namespace gotrue
