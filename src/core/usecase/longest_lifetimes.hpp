// How long rows must be kept where every instance has lifetimes of its own: the janitor asks.
#pragma once
#include "core/port/storage.hpp"
#include "core/model/instance.hpp"

namespace gotrue {

struct Lifetimes {
  std::chrono::seconds refresh_token;
  std::chrono::microseconds mail_frequency;
};

// The longest of the process's own and of all instances; reads every configuration, some at a time.
Lifetimes longest_lifetimes(Storage& storage, const InstanceSettings& global);

}  // namespace gotrue
