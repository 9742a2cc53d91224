#include "adapter/storage/mysql/adoption.hpp"

#include <optional>
#include <tuple>
#include <vector>

#include "adapter/storage/sql/account_key.hpp"

namespace gotrue::mysql {
namespace {

constexpr std::size_t kBatch = 1'000;
constexpr int kTries = 20;

struct Row {
  std::string id;
  std::string instance_id;
  std::string aud;
  std::string email;
  bool is_unconfirmed = false;
  Time created_at;
  bool has_key = false;
  bool has_no_audience = false;

  // The smaller one has the better right to the address.
  auto rank() const { return std::tie(is_unconfirmed, created_at, id); }
};

Row read_row(const sql::Cursor& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.boolean(4), row.time(5), row.boolean(6), row.boolean(7)};
}

class Adoption {
 public:
  Adoption(sql::ServerConnection& c, const std::string& users)
      : connection_(c),
        page_(c, select(users, " WHERE id > ? ORDER BY id LIMIT ?")),
        holder_(c, select(users, " WHERE instance_id = ? AND account_key = ?")),
        set_audience_(c, "UPDATE " + users + " SET aud = '' WHERE id = ? AND aud IS NULL"),
        set_(c, "UPDATE " + users +
                    " SET email_normal = ?, email_normal_of = ? WHERE id = ? AND CAST(email AS BINARY) = CAST(? AS BINARY)"),
        clear_(c, "UPDATE " + users + " SET email_normal = NULL, email_normal_of = NULL WHERE id = ?") {}

  std::vector<Row> read_page(const std::string& after) {
    std::vector<Row> rows;
    sql::Cursor row = page_(after, kBatch);
    while (row.next()) rows.push_back(read_row(row));
    return rows;
  }

  // A batch that collides with a server is done again.
  std::size_t adopt(const std::vector<Row>& rows) {
    for (int tries = 1;; ++tries) {
      connection_.begin();
      try {
        std::size_t changed = 0;
        for (const Row& row : rows) {
          if (row.has_no_audience) set_audience_(row.id).run();
          changed += !row.has_key && adopt(row) ? 1 : 0;
        }
        connection_.commit();
        return changed;
      } catch (const sql::TransactionConflict&) {
        connection_.rollback();
        if (tries == kTries) throw;
      } catch (...) {
        connection_.rollback();
        throw;
      }
    }
  }

 private:
  static std::string select(const std::string& users, const std::string& rest) {
    return "SELECT id, instance_id, aud, email, confirmed_at IS NULL, created_at, account_key IS NOT NULL, aud IS NULL FROM " + users +
           rest;
  }

  bool adopt(const Row& row) {
    const auto normal = sql::stored_normal_email(row.email);
    if (!normal) return false;
    if (try_set(row, *normal)) return true;
    const auto holder = find_holder(row, *normal);
    if (!holder || holder->rank() < row.rank()) return false;
    clear_(holder->id).run();
    return try_set(row, *normal);
  }

  bool try_set(const Row& row, const std::string& normal) {
    try {
      return set_(normal, row.email, row.id, row.email).run() > 0;
    } catch (const DuplicateKey&) {
      return false;
    }
  }

  std::optional<Row> find_holder(const Row& row, const std::string& normal) {
    const std::string key = sql::account_key(row.aud, normal);
    sql::Cursor holder = holder_(row.instance_id, sql::Blob{key});
    if (!holder.next()) return std::nullopt;
    return read_row(holder);
  }

  sql::ServerConnection& connection_;
  sql::PreparedQuery page_;
  sql::PreparedQuery holder_;
  sql::PreparedQuery set_audience_;
  sql::PreparedQuery set_;
  sql::PreparedQuery clear_;
};

}  // namespace

std::size_t adopt_rows(sql::ServerConnection& connection, const std::string& prefix,
                       const std::function<void(std::size_t rows)>& report) {
  Adoption adoption(connection, prefix + "users");
  std::size_t looked_at = 0;
  std::size_t changed = 0;
  std::string last;
  while (true) {
    const std::vector<Row> rows = adoption.read_page(last);
    if (rows.empty()) return changed;
    changed += adoption.adopt(rows);
    last = rows.back().id;
    looked_at += rows.size();
    report(looked_at);
  }
}

}  // namespace gotrue::mysql
