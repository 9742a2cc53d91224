#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/json.hpp"

namespace gotrue::json {
namespace {

auto position_of(const std::vector<Member>& members, std::string_view key) {
  return std::lower_bound(members.begin(), members.end(), key,
                          [](const Member& member, std::string_view wanted) { return member.first < wanted; });
}

bool is_strictly_ascending(const std::vector<Member>& members) {
  return members.end() == std::adjacent_find(members.begin(), members.end(), [](const Member& a, const Member& b) {
           return a.first >= b.first;
         });
}

// The members by their keys, equal keys as they stand. Sorts places, because moving a member costs far more.
std::vector<std::size_t> order_of(const std::vector<Member>& members) {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int difference = members[a].first.compare(members[b].first);
    return difference != 0 ? difference < 0 : a < b;
  });
  return order;
}

}  // namespace

Object::Object() = default;
Object::Object(const Object&) = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(const Object&) = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

Object Object::from_members(std::vector<Member> members, bool& has_duplicates) {
  Object object;
  if (is_strictly_ascending(members)) {
    object.members_ = std::move(members);
    return object;
  }
  object.members_.reserve(members.size());
  for (const std::size_t at : order_of(members)) {
    Member& member = members[at];
    if (!object.members_.empty() && object.members_.back().first == member.first) {
      has_duplicates = true;
      object.members_.back() = std::move(member);
    } else {
      object.members_.push_back(std::move(member));
    }
  }
  return object;
}

const Value* Object::find(std::string_view key) const {
  const auto at = position_of(members_, key);
  return at != members_.end() && at->first == key ? &at->second : nullptr;
}

void Object::set(std::string key, Value value) {
  const auto at = members_.begin() + (position_of(members_, key) - members_.cbegin());
  if (at != members_.end() && at->first == key) {
    at->second = std::move(value);
  } else {
    members_.emplace(at, std::move(key), std::move(value));
  }
}

bool Object::remove(std::string_view key) {
  const auto at = position_of(members_, key);
  if (at == members_.end() || at->first != key) return false;
  members_.erase(at);
  return true;
}

const std::vector<Member>& Object::members() const { return members_; }
bool Object::empty() const { return members_.empty(); }
std::size_t Object::size() const { return members_.size(); }

std::optional<std::int64_t> Value::as_int64() const {
  const Number* number = as_number();
  if (!number) return std::nullopt;
  std::int64_t value = 0;
  const char* end = number->text.data() + number->text.size();
  const auto [stop, error] = std::from_chars(number->text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::string_view Value::type_name() const {
  constexpr std::string_view names[] = {"null", "bool", "number", "string", "array", "object"};
  return names[node_.index()];
}

}  // namespace gotrue::json
