// The page of `gotrue serve --demo`: signs up, takes the links of mails, logs in, shows the user, logs out.
#pragma once
#include <vector>

#include "base/route.hpp"

namespace gotrue {

// GET / and its two assets.
std::vector<Route> demo_routes();

}  // namespace gotrue
