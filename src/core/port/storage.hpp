// Where accounts live. Use cases see repositories by aggregate inside `read` and `transact`; the engines
// (adapter/storage) implement them and are held to one conformance suite (tests/component/storage).
//
// Addresses are looked up by their normal form (base/email_address.hpp), tokens and addresses are compared as
// bytes whatever a column's collation says (security.md 2, 9).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/uuid.hpp"
#include "core/model/audit_entry.hpp"
#include "core/model/flow_code.hpp"
#include "core/model/hook_delivery.hpp"
#include "core/model/identity.hpp"
#include "core/model/instance_record.hpp"
#include "core/model/one_time_token.hpp"
#include "core/model/outbox_message.hpp"
#include "core/model/saml_key.hpp"
#include "core/model/session.hpp"
#include "core/model/user.hpp"

namespace gotrue {

// Thrown by any call when the engine cannot do its work. The error boundary answers 503 with Retry-After for
// Unavailable (locked, disk full, read-only, connection lost) and 500 for Broken. what() is for the log: it
// holds no secret and no value of a row.
class StorageError : public std::runtime_error {
 public:
  enum class Kind { Unavailable, Broken };
  StorageError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

// Thrown by a write when a unique index refuses the row; transact passes it on after rolling back.
class DuplicateKey : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One page of a list. `total` counts all rows of the query.
template <class T>
struct Page {
  std::vector<T> rows;
  std::uint64_t total = 0;
};

struct PageRequest {
  std::uint64_t offset = 0;
  std::uint64_t limit = 50;
};

struct UserFilter {
  Uuid instance_id;
  std::string audience;
  // A part of the address or of user_metadata.full_name, compared without case; `%` and `_` are literal.
  std::string text;
  bool oldest_first = false;  // by created_at; else newest first
};

class UserRepository {
 public:
  virtual ~UserRepository() = default;
  virtual std::optional<User> find_by_id(const Uuid& instance_id, const Uuid& id) const = 0;
  // The row whose address has this normal form.
  virtual std::optional<User> find_by_email(const Uuid& instance_id, std::string_view audience,
                                            std::string_view normal_email) const = 0;
  virtual Page<User> list(const UserFilter& filter, const PageRequest& page) const = 0;
  // The encrypted password is part of the row (GET /admin/users/export needs it). Both throw DuplicateKey when
  // (instance, audience, normal form of the address) is taken.
  virtual void insert(const User& user) = 0;
  // Replaces every column but id, instance and created_at; false when the row is gone.
  virtual bool update(const User& user) = 0;
  // Removes the row with all that belongs to it: sessions, refresh tokens, one-time tokens, identities, unsent
  // mail. The audit log stays. False when it was not there.
  virtual bool remove(const Uuid& instance_id, const Uuid& id) = 0;
};

class SessionRepository {
 public:
  virtual ~SessionRepository() = default;
  virtual std::optional<Session> find(const Uuid& instance_id, const Uuid& id) const = 0;
  // The sessions that can still be refreshed, newest first.
  virtual std::vector<Session> list_by_user(const Uuid& instance_id, const Uuid& user_id) const = 0;
  virtual void insert(const Session& session) = 0;
  // Sets last use, client and address; nothing when the session is gone.
  virtual void touch(const Session& session) = 0;
  // Removes the session and its refresh tokens; false when it is not this user's.
  virtual bool remove(const Uuid& instance_id, const Uuid& user_id, const Uuid& id) = 0;
  // Removes every session of the user but `kept`, with their refresh tokens, and the refresh tokens without a
  // session (written by the original server).
  virtual void remove_by_user(const Uuid& instance_id, const Uuid& user_id, const std::optional<Uuid>& kept) = 0;
};

struct OwnedRefreshToken {
  RefreshToken token;
  User user;
};

// What a request for a refresh brings; the text lives as long as the request.
struct PresentedToken {
  Uuid instance_id;
  std::string_view token;
};

// Stores SHA-256 of a token, or the token itself when tokens are shared with the original server
// (GOTRUE_SECURITY_HASH_TOKENS=false); look-ups accept both forms.
class RefreshTokenRepository {
 public:
  virtual ~RefreshTokenRepository() = default;
  // The row of `token`, revoked ones too.
  virtual std::optional<RefreshToken> find(const Uuid& instance_id, std::string_view token) const = 0;
  // The row of `token` with its user; none when either is missing. A transaction holds both until its end: nobody else
  // changes them meanwhile, on a cluster whoever commits second is run again.
  virtual std::optional<OwnedRefreshToken> find_owned(const Uuid& instance_id, std::string_view token) const = 0;
  // `row.id` is ignored and given by the storage.
  virtual void insert(const RefreshToken& row, std::string_view token) = 0;
  // Marks a row that find_owned gave as live in this transaction as revoked at `now`; one that is revoked already keeps
  // its moment.
  virtual void revoke(std::int64_t id, Time now) = 0;
  // Revokes every live token of the family of `row`: those of its session; itself alone when it has none.
  virtual void revoke_family(const RefreshToken& row, Time now) = 0;
};

// One live token per user and kind. Stored like refresh tokens.
class OneTimeTokenRepository {
 public:
  virtual ~OneTimeTokenRepository() = default;
  virtual std::optional<OneTimeToken> find(const Uuid& instance_id, OneTimeTokenKind kind,
                                           std::string_view token) const = 0;
  // Ends an earlier token of this user and kind.
  virtual void replace(const Uuid& instance_id, const Uuid& user_id, OneTimeTokenKind kind,
                       std::string_view token, Time now) = 0;
  // Ends the token of this user and kind; false when there was none. Of several racing callers that hold the
  // same token one gets true.
  virtual bool remove(const Uuid& instance_id, const Uuid& user_id, OneTimeTokenKind kind) = 0;
};

class IdentityRepository {
 public:
  virtual ~IdentityRepository() = default;
  virtual std::optional<Identity> find(const Uuid& instance_id, std::string_view provider,
                                       std::string_view subject) const = 0;
  virtual std::vector<Identity> list_by_user(const Uuid& instance_id, const Uuid& user_id) const = 0;
  // Throws DuplicateKey when (instance, provider, subject) is taken.
  virtual void insert(const Identity& identity) = 0;
  // Sets the address and the last sign-in of the row with this id.
  virtual void update(const Identity& identity) = 0;
  virtual void remove_by_user(const Uuid& instance_id, const Uuid& user_id) = 0;
};

// Stores SHA-256 of a code.
class FlowCodeRepository {
 public:
  virtual ~FlowCodeRepository() = default;
  virtual void insert(const FlowCode& row, std::string_view code) = 0;
  // Removes the row of `code` and returns it, expired ones too. Of several racing callers one gets it.
  virtual std::optional<FlowCode> take(const Uuid& instance_id, std::string_view code) = 0;
};

// Ids that must not be used a second time before they expire: of signed states, of SAML assertions.
class SpentIdRepository {
 public:
  virtual ~SpentIdRepository() = default;
  // True for the first caller, for ever false for all others. `purpose` keeps kinds of ids apart ("state").
  virtual bool spend(std::string_view purpose, std::string_view id, Time expires_at) = 0;
};

class SamlKeyRepository {
 public:
  virtual ~SamlKeyRepository() = default;
  virtual std::optional<SamlKey> find(const Uuid& instance_id) const = 0;
  // Throws DuplicateKey when the instance has a key.
  virtual void insert(const SamlKey& key) = 0;
  virtual void remove(const Uuid& instance_id) = 0;
};

struct AuditFilter {
  Uuid instance_id;
  // At most one of these is set. Each matches by part, without regard to case; `author` in actor_email or
  // actor_name.
  std::string author;
  std::string action;
  std::string log_type;
};

class AuditRepository {
 public:
  virtual ~AuditRepository() = default;
  virtual void insert(const AuditEntry& entry) = 0;
  // Newest first.
  virtual Page<AuditEntry> list(const AuditFilter& filter, const PageRequest& page) const = 0;
};

// How many instances a courier may leave out at a time.
inline constexpr std::size_t kMostLeftOut = 4;

class OutboxRepository {
 public:
  virtual ~OutboxRepository() = default;
  // Ends unsent messages of the same user and kind (their token is dead) and adds this one. Wakes the courier
  // after the commit (Storage::on_outbox_commit).
  virtual void replace(const OutboxMessage& message) = 0;
  // Takes the `limit` messages that are due for longest, in the order of their ids, never two for one recipient nor one of
  // an instance that is left out, and leases them until `lease_until`, so that another courier leaves them alone.
  virtual std::vector<OutboxMessage> claim(Time now, Time lease_until, std::size_t limit,
                                           const std::vector<Uuid>& left_out = {}) = 0;
  virtual void remove(std::int64_t id) = 0;
  // Keeps the message for a later try and ends its lease.
  virtual void postpone(std::int64_t id, int attempts, Time next_attempt_at, std::string_view last_error) = 0;
  // The earliest moment at which a message of an instance that is not left out is due, if there is any.
  virtual std::optional<Time> next_due(const std::vector<Uuid>& left_out = {}) const = 0;
  // Removes the unsent messages of the user and kind.
  virtual void remove_by_user(const Uuid& instance_id, const Uuid& user_id, MailKind kind) = 0;
};

struct HookDeliveryFilter {
  Uuid instance_id;
  std::optional<std::string> audience;
  std::optional<HookEvent> event;
  std::optional<DeliveryStatus> status;
};

class HookDeliveryRepository {
 public:
  virtual ~HookDeliveryRepository() = default;
  // A pending one wakes whoever delivers it after the commit (Storage::on_outbox_commit).
  virtual void insert(const HookDelivery& delivery) = 0;
  virtual std::optional<HookDelivery> find(const Uuid& instance_id, const Uuid& id) const = 0;
  // Newest first; `payload` is left empty.
  virtual Page<HookDelivery> list(const HookDeliveryFilter& filter, const PageRequest& page) const = 0;
  // Takes up to `limit` pending ones that are due, those that wait longest first, never two of one user nor one of an
  // instance that is left out, and leases them until `lease_until`.
  virtual std::vector<HookDelivery> claim(Time now, Time lease_until, std::size_t limit,
                                          const std::vector<Uuid>& left_out = {}) = 0;
  // Writes what came of an attempt and ends the lease: status, attempts, response, error and times.
  virtual void update(const HookDelivery& delivery) = 0;
  // The earliest moment at which a pending one of an instance that is not left out is due, if there is any.
  virtual std::optional<Time> next_due(const std::vector<Uuid>& left_out = {}) const = 0;
  // Removes delivered ones made before `delivered_before` and others made before `others_before`, at most `limit` of
  // each; returns how many.
  virtual std::size_t remove_old(Time delivered_before, Time others_before, std::size_t limit) = 0;
};

// When a mail of a kind was last asked for, per normal form of the address and whatever the audience: mails of
// one kind to one address are at least SMTP_MAX_FREQUENCY apart (http-api.md "Mail").
class MailFrequencyRepository {
 public:
  virtual ~MailFrequencyRepository() = default;
  virtual std::optional<Time> find_last(const Uuid& instance_id, MailKind kind,
                                        std::string_view normal_email) const = 0;
  virtual void set_last(const Uuid& instance_id, MailKind kind, std::string_view normal_email, Time now) = 0;
};

// The tenants of multi-instance mode; single-instance mode has none.
class InstanceRepository {
 public:
  virtual ~InstanceRepository() = default;
  virtual std::optional<InstanceRecord> find(const Uuid& id) const = 0;
  virtual std::optional<InstanceRecord> find_by_uuid(const Uuid& uuid) const = 0;
  // In the order of their ids, those behind `after`; the nil UUID begins.
  virtual std::vector<InstanceRecord> list(const Uuid& after, std::size_t limit) const = 0;
  virtual void insert(const InstanceRecord& instance) = 0;
  // Replaces `config` and `updated_at`; false when the row is gone.
  virtual bool update(const InstanceRecord& instance) = 0;
  // Some of the users that the instance has.
  virtual std::vector<Uuid> list_user_ids(const Uuid& id, std::size_t limit) const = 0;
  // Removes the row with all that belongs to it but its users and theirs, which the caller removed before; false when it
  // was not there.
  virtual bool remove(const Uuid& id) = 0;
};

// Removes what nobody needs any more, a bounded number of rows a call.
// A walk through all sessions, a page at a time: an index by their last use would cost every refresh.
struct SessionWalk {
  std::optional<Uuid> reached;  // the last one of the page; none behind the end
  std::size_t removed = 0;
};

class ExpiryRepository {
 public:
  virtual ~ExpiryRepository() = default;
  // Refresh tokens created before `tokens_before`, mail frequencies before `mails_before`, outbox messages, flow codes and
  // spent ids expired before `now`. Returns the number of rows.
  virtual std::size_t remove_expired(Time now, Time tokens_before, Time mails_before, std::size_t limit) = 0;
  // Of the next `page` sessions by id, those without any token that were last used before `before`.
  virtual SessionWalk remove_dead_sessions(const Uuid& after, Time before, std::size_t page) = 0;
};

// What lives inside one `read` or `transact`; never kept beyond it.
class Repositories {
 public:
  virtual ~Repositories() = default;
  virtual UserRepository& users() = 0;
  virtual SessionRepository& sessions() = 0;
  virtual RefreshTokenRepository& refresh_tokens() = 0;
  virtual OneTimeTokenRepository& one_time_tokens() = 0;
  virtual IdentityRepository& identities() = 0;
  virtual FlowCodeRepository& flow_codes() = 0;
  virtual SpentIdRepository& spent_ids() = 0;
  virtual SamlKeyRepository& saml_keys() = 0;
  virtual AuditRepository& audit() = 0;
  virtual OutboxRepository& outbox() = 0;
  virtual HookDeliveryRepository& hook_deliveries() = 0;
  virtual MailFrequencyRepository& mail_frequency() = 0;
  virtual InstanceRepository& instances() = 0;
  virtual ExpiryRepository& expiry() = 0;
};

// Thread-safe. Blocks the caller until the answer stands, at most until its deadline (StorageError).
class Storage {
 public:
  virtual ~Storage() = default;

  // Runs `f(Repositories&)` on a snapshot and returns what it returns. `f` must not write.
  template <class F>
  auto read(F&& f) -> std::invoke_result_t<F, Repositories&> {
    std::optional<std::invoke_result_t<F, Repositories&>> result;
    run_read([&](Repositories& repositories) { result.emplace(f(repositories)); });
    return std::move(*result);
  }

  // As `read`, for an `f` that asks one question: without a snapshot that spans several, in one round trip.
  template <class F>
  auto look_up(F&& f) -> std::invoke_result_t<F, Repositories&> {
    std::optional<std::invoke_result_t<F, Repositories&>> result;
    run_look_up([&](Repositories& repositories) { result.emplace(f(repositories)); });
    return std::move(*result);
  }

  // One user by id. Requests ask for it all the time: an engine may have fetched it already with those of others
  // (base/sought_row.hpp).
  virtual std::optional<User> look_up_user(const Uuid& instance_id, const Uuid& id) {
    return look_up([&](Repositories& repositories) { return repositories.users().find_by_id(instance_id, id); });
  }

  // Runs `f(Repositories&)`, which returns a Result<T>, in one transaction: committed when it holds a value,
  // rolled back when it holds an error or throws. May run `f` again after a deadlock or a serialization
  // failure, so `f` changes nothing but the database and what it returns. On the writer's own lane (SQLite) it
  // becomes durable with the batch, before the answer leaves.
  template <class F>
  auto transact(F&& f) -> std::invoke_result_t<F, Repositories&> {
    std::optional<std::invoke_result_t<F, Repositories&>> result;
    run_transaction([&](Repositories& repositories) {
      result.emplace(f(repositories));
      return result->has_value();
    });
    return std::move(*result);
  }

  // As `transact`, for an `f` that has decided before it first writes: behind that it returns no error. Then the writes
  // of many can be grouped without a way back for each, which is a good part of their cost with SQLite. An `f` that
  // breaks its word is rolled back all the same, and whatever was grouped with it fails with StorageError.
  template <class F>
  auto transact_decided(F&& f) -> std::invoke_result_t<F, Repositories&> {
    std::optional<std::invoke_result_t<F, Repositories&>> result;
    run_decided_transaction([&](Repositories& repositories) {
      result.emplace(f(repositories));
      return result->has_value();
    });
    return std::move(*result);
  }

  // As `transact_decided`, for an `f` that begins with find_owned of `presented`. An engine may run it in one transaction
  // with others, and throw StorageError when it asks for more than a plain swap: then the whole job is run again by itself.
  template <class F>
  auto transact_refresh(const PresentedToken& presented, F&& f) -> std::invoke_result_t<F, Repositories&> {
    std::optional<std::invoke_result_t<F, Repositories&>> result;
    run_refresh(presented, [&](Repositories& repositories) {
      result.emplace(f(repositories));
      return result->has_value();
    });
    return std::move(*result);
  }

  // Called after every commit that added a message to the outbox or a pending hook delivery, on the committing thread;
  // must not block.
  // Set once, before the first transaction.
  virtual void on_outbox_commit(std::function<void()> listener) = 0;

 protected:
  virtual void run_read(const std::function<void(Repositories&)>& body) = 0;
  virtual void run_look_up(const std::function<void(Repositories&)>& body) { run_read(body); }
  // `body` returns whether to commit.
  virtual void run_transaction(const std::function<bool(Repositories&)>& body) = 0;
  virtual void run_decided_transaction(const std::function<bool(Repositories&)>& body) { run_transaction(body); }
  virtual void run_refresh(const PresentedToken&, const std::function<bool(Repositories&)>& body) {
    run_decided_transaction(body);
  }
};

}  // namespace gotrue
