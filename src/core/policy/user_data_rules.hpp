// What user_metadata must look like after a change of it by a request (GOTRUE_USER_DATA_SCHEMA).
#pragma once
#include "core/model/instance.hpp"
#include "core/model/user.hpp"

namespace gotrue {

// Asked where `data` or `user_metadata` of a request was merged, at every sign-up, and never of what hooks or providers
// set. Error: UserDataInvalid, naming the field.
Status check_user_data(const Instance& instance, const User& user);

}  // namespace gotrue
