#include "app/cli/init_env_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/secret_string.hpp"
#include "base/sha256.hpp"

namespace gotrue {
namespace {

std::string fresh_secret(Random& random) {
  Sha256Digest bytes;  // 256 bits, printed as a digest is
  random.fill(bytes);
  return to_hex(bytes);
}

std::string initial_content(Random& random) {
  return "# Written by `gotrue init`. Who reads the secrets below can act as any user: keep this file private.\n"
         "# `gotrue config-reference` lists every key.\n"
         "\n"
         "# The site whose users these are; links in mails lead there.\n"
         "GOTRUE_SITE_URL=http://localhost:8081\n"
         "# Listen on this machine alone; remove the line to be reachable from others.\n"
         "GOTRUE_API_HOST=127.0.0.1\n"
         "# Key of the access tokens.\n"
         "GOTRUE_JWT_SECRET=" +
         fresh_secret(random) +
         "\n"
         "# Bearer token that is admin everywhere.\n"
         "GOTRUE_OPERATOR_TOKEN=" +
         fresh_secret(random) + "\n";
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = write(file, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return fsync(file) == 0;
}

}  // namespace

tl::expected<void, std::string> write_initial_env_file(const std::string& path, Random& random) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST) return tl::unexpected(path + ": is there already and stays as it is");
  if (file < 0) return tl::unexpected(path + ": cannot be created: " + std::strerror(errno));
  std::string content = initial_content(random);
  const bool is_written = write_all(file, content);
  const int error = errno;
  wipe(content);
  close(file);
  if (is_written) return {};
  unlink(path.c_str());
  return tl::unexpected(path + ": cannot be written: " + std::strerror(error));
}

}  // namespace gotrue
