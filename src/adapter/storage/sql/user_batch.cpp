#include "adapter/storage/sql/user_batch.hpp"

#include "adapter/storage/sql/sql_users.hpp"

namespace gotrue::sql {
namespace {

void hand_out(const User& user, std::span<UserLookUp> look_ups) {
  for (UserLookUp& one : look_ups) {
    if (one.sought.id == user.id && one.sought.instance_id == user.instance_id) one.found = user;
  }
}

}  // namespace

UserBatch::UserBatch(Connection& c, const Flavour& f)
    : is_shared_(f.engine == Engine::Mysql), find_(c, [f](std::size_t rows) {
        return "SELECT " + user_columns() + " FROM " + f.table("users") + " WHERE id IN (" + repeat("?", rows) + ")";
      }) {}

void UserBatch::find(std::span<UserLookUp> look_ups) {
  for (UserLookUp& one : look_ups) one.found.reset();
  Cursor row = find_.padded(look_ups, [](ParameterList& parameters, const auto& for_each) {
    for_each([&](const UserLookUp& one) { parameters.add(one.sought.id); });
  });
  while (row.next()) hand_out(is_shared_ ? read_shared_user(row) : read_user(row), look_ups);
}

}  // namespace gotrue::sql
