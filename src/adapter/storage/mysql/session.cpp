#include "adapter/storage/mysql/session.hpp"

#include <poll.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "adapter/storage/mysql/literal.hpp"
#include "adapter/storage/mysql/server_error.hpp"
#include "core/port/storage.hpp"

namespace gotrue::mysql {
namespace {

constexpr int kLongPatience = 10 * 60 * 1000;

// The library asks by socket alone who waits: a thread waits for one answer at a time.
thread_local Patience patience_of_thread = Patience::Usual;
thread_local const sql::Deadline* deadline_of_thread = nullptr;

int time_to_wait(int usual) {
  if (patience_of_thread == Patience::Long) return kLongPatience;
  if (!deadline_of_thread) return usual;
  return static_cast<int>(deadline_of_thread->cap(std::chrono::milliseconds(usual < 0 ? kLongPatience : usual)).count());
}

// The contract of MARIADB_OPT_IO_WAIT: above 0 when ready, 0 with ETIMEDOUT, below 0 with errno.
int wait_for_socket(my_socket socket, my_bool is_read, int timeout) {
  pollfd waited{socket, static_cast<short>(is_read ? POLLIN : POLLOUT), 0};
  int ready = 0;
  do {
    ready = poll(&waited, 1, time_to_wait(timeout));
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

Session::Wait::Wait(Patience patience, const sql::Deadline* deadline) {
  patience_of_thread = patience;
  deadline_of_thread = deadline;
}

Session::Wait::~Wait() {
  patience_of_thread = Patience::Usual;
  deadline_of_thread = nullptr;
}

void Session::run(std::string_view sql, Patience patience) {
  run_rows();
  const Wait waiting = wait(patience);
  std::string batch = std::exchange(later_, {});
  const std::vector<std::string> preparing = std::exchange(preparing_, {});
  batch += sql;
  // An empty statement behind the last ';' would be an error.
  if (sql.empty() && !batch.empty()) batch.pop_back();
  try {
    if (library_.real_query(handle_, batch.data(), batch.size()) != 0) fail();
    read_answers();
  } catch (...) {
    // Which of them the server prepared before the failure is not known: they are prepared again.
    for (const std::string& text : preparing) prepared_.erase(text);
    throw;
  }
}

void Session::read_answers() {
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

bool Session::can_run_later() const {
  const char* version = library_.server_version(handle_);
  return version && std::string_view(version).find("MariaDB") != std::string_view::npos;
}

bool Session::takes_arrays() const {
  unsigned long flags = 0;
  return library_.get_info(handle_, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &flags) == 0 &&
         (flags & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32)) != 0;
}

void Session::gather(GatheredRows& rows) {
  if (gathering_ == &rows) return;
  run_rows();
  gathering_ = &rows;
}

void Session::run_rows() {
  GatheredRows* const rows = std::exchange(gathering_, nullptr);
  if (!rows) return;
  try {
    rows->run_rows();
  } catch (...) {
    rows->drop_rows();
    throw;
  }
  rows->drop_rows();
}

void Session::forget_rows(const GatheredRows& rows) noexcept {
  if (gathering_ == &rows) gathering_ = nullptr;
}

void Session::run_what_was_left() {
  run_rows();
  if (!later_.empty()) run("");
}

void Session::run_later(const std::string& sql, std::string_view values) {
  auto found = prepared_.find(sql);
  if (found == prepared_.end()) {
    found = prepared_.emplace(sql, "gotrue_" + std::to_string(++names_)).first;
    preparing_.push_back(sql);
    later_ += "PREPARE " + found->second + " FROM ";
    append_quoted(later_, sql);
    later_ += ';';
  }
  later_ += "EXECUTE " + found->second;
  if (!values.empty()) later_.append(" USING ").append(values);
  later_ += ';';
}

void Session::forget_later() noexcept {
  if (GatheredRows* const rows = std::exchange(gathering_, nullptr)) rows->drop_rows();
  later_.clear();
  for (const std::string& text : preparing_) prepared_.erase(text);
  preparing_.clear();
}

std::string Session::query_text(std::string_view sql) {
  const Wait waiting = wait();
  if (library_.real_query(handle_, sql.data(), sql.size()) != 0) fail();
  const std::unique_ptr<MYSQL_RES, decltype(library_.free_result)> rows(library_.store_result(handle_),
                                                                        library_.free_result);
  if (!rows) fail();
  const MYSQL_ROW row = library_.fetch_row(rows.get());
  return row && row[0] ? std::string(row[0]) : std::string();
}

bool Session::ping() noexcept {
  const Wait waiting = wait();
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
