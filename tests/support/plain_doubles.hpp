// Doubles of the slow or secret ports: they do the same job in the open and count what they are asked for.
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/port/account_guard.hpp"
#include "core/port/mail_frequency_memory.hpp"
#include "core/port/password_hasher.hpp"
#include "core/port/sealer.hpp"
#include "core/port/token_signer.hpp"

namespace gotrue {

// "plain:<password>" is the hash of a password.
class PlainHasher final : public PasswordHasher {
 public:
  Result<std::string> hash(std::string_view password) override {
    ++computed;
    if (is_busy) return fail(ErrorCode::ServerBusy);
    return "plain:" + std::string(password);
  }
  Result<Verdict> verify(std::string_view password, std::string_view stored_hash) override {
    ++computed;
    if (is_busy) return fail(ErrorCode::ServerBusy);
    const bool is_old = stored_hash.starts_with("old:");
    const std::string_view stored_password = stored_hash.substr(is_old ? 4 : 6);
    return Verdict{!password.empty() && password == stored_password, is_old};
  }
  Status spend() override {
    ++computed;
    if (is_busy) return fail(ErrorCode::ServerBusy);
    return {};
  }

  std::atomic<int> computed = 0;
  std::atomic<bool> is_busy = false;
};

// The subject, audience and session in clear.
class PlainSigner final : public TokenSigner {
 public:
  std::string sign(const AccessTokenClaims& claims, const Instance&) const override {
    return "token-of-" + claims.subject.to_string();
  }
  Result<VerifiedAccessToken> verify(std::string_view, const Instance&, Time) const override {
    return fail(ErrorCode::AccessTokenInvalid, "not used");
  }
  Result<json::Object> verify_claims(std::string_view, const HmacSha256&, Time) const override {
    return fail(ErrorCode::AccessTokenInvalid, "not used");
  }
};

class PlainSealer final : public Sealer {
 public:
  std::string seal(std::string_view plain, const SecretString&) const override { return "sealed:" + std::string(plain); }
  std::optional<std::string> open(std::string_view sealed, const SecretString&) const override {
    if (!sealed.starts_with("sealed:")) return std::nullopt;
    return std::string(sealed.substr(7));
  }
};

// Lets `limit` failures of an account pass.
class CountingGuard final : public AccountGuard {
 public:
  Status reserve(std::string_view account, std::string_view) override {
    if (taken_[std::string(account)] >= limit) return fail(ErrorCode::RateLimited);
    ++taken_[std::string(account)];
    return {};
  }
  void succeed(std::string_view account, std::string_view) override { --taken_[std::string(account)]; }

  int limit = 1'000;

 private:
  std::map<std::string, int> taken_;
};

class MapFrequencyMemory final : public MailFrequencyMemory {
 public:
  std::optional<Time> find_last(const Uuid&, std::string_view normal_email) const override {
    const auto found = last_.find(std::string(normal_email));
    if (found == last_.end()) return std::nullopt;
    return found->second;
  }
  bool try_set(const Uuid&, std::string_view normal_email, Time now, Time not_after) override {
    auto [entry, is_new] = last_.try_emplace(std::string(normal_email), now);
    if (is_new) return true;
    if (entry->second > not_after) return false;
    entry->second = now;
    return true;
  }

 private:
  std::map<std::string, Time> last_;
};

}  // namespace gotrue
