#include "app/cli/version.hpp"

#include <crypt.h>
#include <idn2.h>
#include <openssl/opensslv.h>
#include <sqlite3.h>

namespace gotrue {

std::string_view version() { return GOTRUE_VERSION; }

std::string_view linked_libraries() {
  return "OpenSSL " OPENSSL_VERSION_STR ", SQLite " SQLITE_VERSION ", libxcrypt " XCRYPT_VERSION_STR
         ", libidn2 " IDN2_VERSION;
}

}  // namespace gotrue
