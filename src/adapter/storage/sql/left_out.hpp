// A condition that leaves out the rows of a few instances, whose couriers are busy (Courier, HookCourier).
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "core/port/storage.hpp"

namespace gotrue::sql {

// Its parameters are the texts of `left_out`.
inline constexpr const char* kIsNotLeftOut = "instance_id NOT IN (?,?,?,?)";
static_assert(kMostLeftOut == 4);

// An empty text is the id of no instance.
inline std::array<std::string, kMostLeftOut> left_out(const std::vector<Uuid>& instances) {
  std::array<std::string, kMostLeftOut> texts;
  for (std::size_t i = 0; i < std::min(instances.size(), texts.size()); ++i) texts[i] = instances[i].to_string();
  return texts;
}

}  // namespace gotrue::sql
