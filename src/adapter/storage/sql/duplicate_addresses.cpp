#include "adapter/storage/sql/duplicate_addresses.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "base/sha256.hpp"

namespace gotrue::sql {
namespace {

constexpr int kBatch = 1'000;
constexpr std::size_t kNamedGroups = 100;

struct Account {
  Sha256Digest key;
  std::string id;
  bool operator<(const Account& other) const { return key != other.key ? key < other.key : id < other.id; }
};

// Rows without an address belong to nobody who could log in.
std::vector<Account> read_accounts(Connection& connection, const std::string& table) {
  PreparedQuery page(connection, "SELECT id, instance_id, aud, email FROM " + table + " WHERE id > ? ORDER BY id LIMIT ?");
  std::vector<Account> accounts;
  std::string last;
  for (bool is_full = true; is_full;) {
    int rows = 0;
    Cursor row = page(last, kBatch);
    while (row.next()) {
      ++rows;
      last = row.text(0);
      const std::string email = normalize_email(row.view(3));
      if (email.empty()) continue;
      accounts.push_back({sha256(row.text(1) + '\0' + row.text(2) + '\0' + email), last});
    }
    is_full = rows == kBatch;
  }
  std::sort(accounts.begin(), accounts.end());
  return accounts;
}

std::string list_ids(const Account* first, const Account* end) {
  std::string ids;
  for (; first != end; ++first) ids += (ids.empty() ? "" : ", ") + first->id;
  return ids;
}

}  // namespace

void find_duplicate_addresses(Connection& connection, const std::string& users_table,
                              std::vector<Obstacle>& obstacles) {
  const std::vector<Account> accounts = read_accounts(connection, users_table);
  const Account* const end = accounts.data() + accounts.size();
  std::size_t groups = 0;
  for (const Account* first = accounts.data(); first != end;) {
    const Account* next = first + 1;
    while (next != end && next->key == first->key) ++next;
    if (next - first > 1 && ++groups <= kNamedGroups) {
      obstacles.push_back({"one address belongs to several rows of " + users_table + ": " + list_ids(first, next),
                           "keep one of them; give the others another address or delete them. Until then the address "
                           "logs in to one of them alone: a confirmed one first, then the oldest"});
    }
    first = next;
  }
  if (groups > kNamedGroups) {
    obstacles.push_back({std::to_string(groups - kNamedGroups) + " more addresses belong to several rows",
                         "see to those above first, then check again"});
  }
}

}  // namespace gotrue::sql
