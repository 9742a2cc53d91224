#include "app/config/variables.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/secret_string.hpp"

extern char** environ;

namespace gotrue {
namespace {

constexpr std::size_t kLargestFile = 1024 * 1024;

// Returns 0 or an errno.
int read_file(const std::string& path, std::string& content) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  std::array<char, 4096> block;
  ssize_t count = 0;
  while (content.size() <= kLargestFile && (count = read(file, block.data(), block.size())) != 0) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    content.append(block.data(), static_cast<std::size_t>(count));
  }
  const int error = count < 0 ? errno : 0;
  close(file);
  if (content.size() > kLargestFile) return EFBIG;
  return error;
}

tl::expected<Variables, std::string> read_env_file(const std::string& path, bool may_be_missing) {
  std::string content;
  const int error = read_file(path, content);
  if (error == ENOENT && may_be_missing) return Variables{};
  if (error != 0) return tl::unexpected(path + ": cannot be read: " + std::strerror(error));
  auto variables = parse_env_file(content);
  wipe(content);
  if (variables) return std::move(*variables);
  return tl::unexpected(path + ":" + std::to_string(variables.error().line) + ": " + variables.error().message);
}

void overlay_environment(Variables& variables) {
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != text.npos) variables[std::string(text.substr(0, equals))] = std::string(text.substr(equals + 1));
  }
}

}  // namespace

tl::expected<Variables, std::string> read_variables(const std::optional<std::string>& file) {
  auto variables = read_env_file(file.value_or(".env"), !file.has_value());
  if (variables) overlay_environment(*variables);
  return variables;
}

}  // namespace gotrue
