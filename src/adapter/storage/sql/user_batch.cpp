#include "adapter/storage/sql/user_batch.hpp"

#include "adapter/storage/sql/sql_users.hpp"

namespace gotrue::sql {
namespace {

UserLookUp& look_up_of(Gathered* gathered) { return static_cast<UserLookUp&>(*gathered); }

void hand_out(const User& user, const Gathering::Batch& look_ups) {
  for (Gathered* gathered : look_ups) {
    UserLookUp& one = look_up_of(gathered);
    if (one.id == user.id && one.instance_id == user.instance_id) one.found = user;
  }
}

}  // namespace

UserBatch::UserBatch(Connection& c, const Flavour& f)
    : is_shared_(f.engine == Engine::Mysql), find_(c, [f](std::size_t rows) {
        return "SELECT " + user_columns() + " FROM " + f.table("users") + " WHERE id IN (" + repeat("?", rows) + ")";
      }) {}

void UserBatch::find(const Gathering::Batch& look_ups) {
  for (Gathered* gathered : look_ups) look_up_of(gathered).found.reset();
  Cursor row = find_.padded(look_ups, [](ParameterList& parameters, const auto& for_each) {
    for_each([&](Gathered* gathered) { parameters.add(look_up_of(gathered).id); });
  });
  while (row.next()) hand_out(is_shared_ ? read_shared_user(row) : read_user(row), look_ups);
}

}  // namespace gotrue::sql
