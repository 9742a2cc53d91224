// Rows as tests write them, and what two rows have in common when they are the same.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "core/port/storage.hpp"

namespace gotrue {

using namespace std::chrono_literals;

inline const Uuid kInstance = *Uuid::parse("00000000-0000-0000-0000-000000000000");
inline const Uuid kOtherInstance = *Uuid::parse("7e57ab1e-0000-4000-8000-000000000001");
inline constexpr Time kNow{1'700'000'000'123'457us};

inline Uuid id_of(int number) {
  Uuid id;
  id.bytes[6] = 0x40;
  id.bytes[8] = 0x80;
  id.bytes[13] = static_cast<unsigned char>(number >> 16);
  id.bytes[14] = static_cast<unsigned char>(number >> 8);
  id.bytes[15] = static_cast<unsigned char>(number);
  return id;
}

inline User user_of(int number) {
  User user;
  user.id = id_of(number);
  user.instance_id = kInstance;
  user.aud = "api";
  user.email = "user" + std::to_string(number) + "@example.com";
  user.created_at = kNow;
  user.updated_at = kNow;
  return user;
}

inline Metadata metadata_of(const std::string& full_name) {
  json::Object object;
  object.set("full_name", json::Value(full_name));
  return Metadata(object);
}

inline Session session_of(int number, const Uuid& user_id) {
  return {id_of(number), kInstance, user_id, kNow, kNow, "agent", "192.0.2.1"};
}

inline RefreshToken refresh_token_of(const Session& session) {
  return {0, session.instance_id, session.user_id, session.id, false, kNow, kNow};
}

inline OutboxMessage message_of(int user_number, const std::string& recipient) {
  OutboxMessage message;
  message.instance_id = kInstance;
  message.user_id = id_of(user_number);
  message.recipient = recipient;
  message.payload = "{}";
  message.created_at = kNow;
  message.expires_at = kNow + 1h;
  message.next_attempt_at = kNow;
  return message;
}

inline AuditEntry audit_entry_of(int number, const std::string& payload) {
  return {id_of(number), kInstance, payload, kNow + std::chrono::seconds(number)};
}

inline auto fields_of(const User& u) {
  return std::tuple(u.instance_id.to_string(), u.id.to_string(), u.aud, u.role, u.email, u.encrypted_password,
                    u.confirmed_at, u.invited_at, u.confirmation_sent_at, u.recovery_sent_at,
                    u.email_change_sent_at, u.last_sign_in_at, u.banned_until, u.new_email, u.app_metadata.text(),
                    u.user_metadata.text(), u.is_super_admin, u.origin, u.autoconfirmed, u.created_at, u.updated_at);
}

inline auto fields_of(const Session& s) {
  return std::tuple(s.id.to_string(), s.instance_id.to_string(), s.user_id.to_string(), s.created_at, s.last_used_at,
                    s.user_agent, s.ip);
}

inline auto fields_of(const Identity& i) {
  return std::tuple(i.id.to_string(), i.instance_id.to_string(), i.user_id.to_string(), i.provider, i.subject,
                    i.email, i.created_at, i.last_sign_in_at);
}

// The id is the storage's.
inline auto fields_of(const OutboxMessage& m) {
  return std::tuple(m.instance_id.to_string(), m.user_id.to_string(), m.kind, m.recipient, m.payload, m.created_at,
                    m.expires_at, m.attempts, m.next_attempt_at, m.last_error);
}

inline auto fields_of(const AuditEntry& e) {
  return std::tuple(e.id.to_string(), e.instance_id.to_string(), e.payload, e.created_at);
}

template <class Row>
void expect_same(const Row& actual, const Row& expected) {
  EXPECT_EQ(fields_of(actual), fields_of(expected));
}

}  // namespace gotrue
