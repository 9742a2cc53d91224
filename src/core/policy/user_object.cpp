#include "core/policy/user_object.hpp"

#include "base/json_member.hpp"
#include "base/timestamp.hpp"

namespace gotrue {
namespace {

void append_time(std::string& out, std::string_view key, Time time) {
  out += key;
  out += '"';
  append_rfc3339(out, time);
  out += '"';
}

void append_optional_time(std::string& out, std::string_view key, const std::optional<Time>& time) {
  if (time) append_time(out, key, *time);
}

}  // namespace

void append_user_members(std::string& out, const User& user) {
  char id[36];
  user.id.write_to(id);
  out.append(R"("id":")").append(id, sizeof id).push_back('"');
  json::append_member(out, R"(,"aud":)", user.aud);
  json::append_member(out, R"(,"role":)", user.role);
  json::append_member(out, R"(,"email":)", user.email);
  append_optional_time(out, R"(,"confirmed_at":)", user.confirmed_at);
  append_optional_time(out, R"(,"invited_at":)", user.invited_at);
  append_optional_time(out, R"(,"confirmation_sent_at":)", user.confirmation_sent_at);
  append_optional_time(out, R"(,"recovery_sent_at":)", user.recovery_sent_at);
  if (!user.new_email.empty()) json::append_member(out, R"(,"new_email":)", user.new_email);
  append_optional_time(out, R"(,"email_change_sent_at":)", user.email_change_sent_at);
  append_optional_time(out, R"(,"last_sign_in_at":)", user.last_sign_in_at);
  append_optional_time(out, R"(,"banned_until":)", user.banned_until);
  out.append(R"(,"app_metadata":)").append(user.app_metadata.text());
  out.append(R"(,"user_metadata":)").append(user.user_metadata.text());
  append_time(out, R"(,"created_at":)", user.created_at);
  append_time(out, R"(,"updated_at":)", user.updated_at);
}

void append_user_object(std::string& out, const User& user) {
  out += '{';
  append_user_members(out, user);
  out += '}';
}

}  // namespace gotrue
