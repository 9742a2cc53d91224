#include "adapter/storage/mysql/session.hpp"

#include <poll.h>

#include <cerrno>
#include <memory>

#include "adapter/storage/mysql/server_error.hpp"
#include "core/port/storage.hpp"

namespace gotrue::mysql {
namespace {

constexpr int kLongPatience = 10 * 60 * 1000;

// The library asks by socket alone who waits: a thread waits for one answer at a time.
thread_local Patience patience_of_thread = Patience::Usual;

class PatienceScope {
 public:
  explicit PatienceScope(Patience patience) { patience_of_thread = patience; }
  ~PatienceScope() { patience_of_thread = Patience::Usual; }
  PatienceScope(const PatienceScope&) = delete;
  PatienceScope& operator=(const PatienceScope&) = delete;
};

// The contract of MARIADB_OPT_IO_WAIT: above 0 when ready, 0 with ETIMEDOUT, below 0 with errno.
int wait_for_socket(my_socket socket, my_bool is_read, int timeout) {
  pollfd waited{socket, static_cast<short>(is_read ? POLLIN : POLLOUT), 0};
  int ready = 0;
  do {
    ready = poll(&waited, 1, patience_of_thread == Patience::Long ? kLongPatience : timeout);
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) errno = ETIMEDOUT;
  return ready;
}

}  // namespace

Session::Session() : library_(MariadbLibrary::get()), handle_(library_.init(nullptr)) {
  if (!handle_) throw StorageError(StorageError::Kind::Unavailable, "mysql: out of memory");
  library_.set_option(handle_, MARIADB_OPT_IO_WAIT, wait_for_socket);
}

Session::~Session() { library_.close(handle_); }

void Session::run(std::string_view sql, Patience patience) {
  const PatienceScope scope(patience);
  if (library_.real_query(handle_, sql.data(), sql.size()) != 0) fail();
  while (true) {
    if (MYSQL_RES* rows = library_.store_result(handle_)) {
      library_.free_result(rows);
    } else if (library_.error_code(handle_) != 0) {
      fail();
    }
    const int more = library_.next_result(handle_);
    if (more < 0) return;
    if (more > 0) fail();
  }
}

std::string Session::query_text(std::string_view sql) {
  if (library_.real_query(handle_, sql.data(), sql.size()) != 0) fail();
  const std::unique_ptr<MYSQL_RES, decltype(library_.free_result)> rows(library_.store_result(handle_),
                                                                        library_.free_result);
  if (!rows) fail();
  const MYSQL_ROW row = library_.fetch_row(rows.get());
  return row && row[0] ? std::string(row[0]) : std::string();
}

bool Session::ping() noexcept {
  if (!is_lost_ && library_.ping(handle_) != 0) is_lost_ = true;
  return !is_lost_;
}

void Session::fail() { fail(library_.error_code(handle_), library_.error_text(handle_)); }

void Session::fail(MYSQL_STMT* statement) {
  fail(library_.stmt_error_code(statement), library_.stmt_error_text(statement));
}

void Session::fail(unsigned code, const char* server_text) {
  if (meaning_of(code) == ErrorMeaning::Lost) is_lost_ = true;
  throw_server_error(code, server_text);
}

}  // namespace gotrue::mysql
