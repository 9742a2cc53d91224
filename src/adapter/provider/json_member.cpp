#include "adapter/provider/json_member.hpp"

#include <algorithm>

#include "base/bounded_json.hpp"
#include "base/email_address.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kMaxSubjectBytes = 255;
// Each is looked for in the database; nobody has more.
constexpr std::size_t kMostAddresses = 100;

const json::Value* find(const json::Object& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value && !value->is_null() ? value : nullptr;
}

tl::unexpected<Error> wrong_type(std::string_view name, const json::Value& value) {
  return unreadable("the provider's `" + std::string(name) + "` is of type " + std::string(value.type_name()));
}

}  // namespace

tl::unexpected<Error> unreadable(std::string reason) {
  Error error = make_error(ErrorCode::ExternalAccountUnreadable);
  error.internal = std::move(reason);
  return fail(std::move(error));
}

Result<json::Object> read_object(std::string_view text) {
  auto value = json::parse_bounded(text);
  if (!value) return unreadable("the provider's answer is no JSON: " + value.error().message);
  json::Object* object = value->as_object();
  if (!object) return unreadable("the provider's answer is no JSON object");
  return std::move(*object);
}

Result<std::string> read_text(const json::Object& object, std::string_view name) {
  const json::Value* value = find(object, name);
  if (!value) return std::string();
  const std::string* text = value->as_string();
  if (!text) return wrong_type(name, *value);
  return *text;
}

Result<bool> read_flag(const json::Object& object, std::string_view name) {
  const json::Value* value = find(object, name);
  if (!value) return false;
  const bool* flag = value->as_bool();
  if (!flag) return wrong_type(name, *value);
  return *flag;
}

Result<std::string> read_subject(const json::Object& object, std::string_view name) {
  const json::Value* value = find(object, name);
  if (!value) return unreadable("the provider gave no `" + std::string(name) + "`");
  std::string subject;
  if (const auto number = value->as_int64()) {
    if (*number > 0) subject = std::to_string(*number);
  } else if (const std::string* text = value->as_string()) {
    subject = *text;
  } else {
    return wrong_type(name, *value);
  }
  if (subject.empty()) return unreadable("the provider's `" + std::string(name) + "` is empty");
  if (subject.size() > kMaxSubjectBytes) return unreadable("the provider's `" + std::string(name) + "` is too long");
  return subject;
}

Result<std::vector<json::Object>> read_objects(const json::Value& value) {
  const json::Array* array = value.as_array();
  if (!array) return unreadable("the provider's list is of type " + std::string(value.type_name()));
  std::vector<json::Object> objects;
  for (const json::Value& item : *array) {
    const json::Object* object = item.as_object();
    if (!object) return unreadable("an item of the provider's list is of type " + std::string(item.type_name()));
    objects.push_back(*object);
  }
  return objects;
}

Result<json::Object> read_member_object(const json::Object& object, std::string_view name) {
  const json::Value* value = find(object, name);
  if (!value) return json::Object();
  const json::Object* member = value->as_object();
  if (!member) return wrong_type(name, *value);
  return *member;
}

void add_address(ExternalAccount& account, ExternalAddress address) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  if (std::all_of(address.email.begin(), address.email.end(), is_blank)) return;
  if (address.email.size() > kMaxEmailBytes) return;
  if (account.addresses.size() < kMostAddresses) {
    account.addresses.push_back(std::move(address));
  } else if (address.is_primary) {
    account.addresses.back() = std::move(address);
  }
}

void add_profile_text(ExternalAccount& account, std::string name, const std::string& text) {
  if (!text.empty()) account.profile.set(std::move(name), text);
}

Status add_profile_member(ExternalAccount& account, std::string name, const json::Object& object,
                          std::string_view member) {
  const std::string text = TRY(read_text(object, member));
  add_profile_text(account, std::move(name), text);
  return {};
}

Result<ExternalAccount> with_address(ExternalAccount account) {
  if (account.addresses.empty()) return unreadable("the provider gave no address");
  return account;
}

}  // namespace gotrue
