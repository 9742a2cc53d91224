#include "adapter/storage/sql/refresh_writes.hpp"

#include <iterator>

namespace gotrue::sql {
namespace {

// Passes through the body, which knows nothing of it.
struct FallsOut {};

[[noreturn]] void fall_out() { throw FallsOut(); }

class NotedSessions final : public SessionRepository {
 public:
  explicit NotedSessions(RefreshWrites& writes) : writes_(writes) {}
  void touch(const Session& session) override { writes_.touched.push_back(session); }

  std::optional<Session> find(const Uuid&, const Uuid&) const override { fall_out(); }
  std::vector<Session> list_by_user(const Uuid&, const Uuid&) const override { fall_out(); }
  void insert(const Session&) override { fall_out(); }
  bool remove(const Uuid&, const Uuid&, const Uuid&) override { fall_out(); }
  void remove_by_user(const Uuid&, const Uuid&, const std::optional<Uuid>&) override { fall_out(); }

 private:
  RefreshWrites& writes_;
};

class NotedTokens final : public RefreshTokenRepository {
 public:
  NotedTokens(const RefreshCall& call, RefreshWrites& writes) : call_(call), writes_(writes) {}
  std::optional<OwnedRefreshToken> find_owned(const Uuid& instance_id, std::string_view token) const override {
    if (!call_.found || instance_id != call_.sought.instance_id || token != call_.sought.token) fall_out();
    return call_.found;
  }
  void insert(const RefreshToken& row, std::string_view token) override {
    writes_.tokens.push_back({row, sha256(token)});
  }
  void revoke(std::int64_t id, Time now) override { writes_.revocations.push_back({id, now}); }

  std::optional<RefreshToken> find(const Uuid&, std::string_view) const override { fall_out(); }
  void revoke_family(const RefreshToken&, Time) override { fall_out(); }

 private:
  const RefreshCall& call_;
  RefreshWrites& writes_;
};

class NotedAudit final : public AuditRepository {
 public:
  explicit NotedAudit(RefreshWrites& writes) : writes_(writes) {}
  void insert(const AuditEntry& entry) override { writes_.audit.push_back(entry); }
  Page<AuditEntry> list(const AuditFilter&, const PageRequest&) const override { fall_out(); }

 private:
  RefreshWrites& writes_;
};

class NotedRepositories final : public Repositories {
 public:
  NotedRepositories(const RefreshCall& call, RefreshWrites& writes)
      : sessions_(writes), tokens_(call, writes), audit_(writes) {}
  SessionRepository& sessions() override { return sessions_; }
  RefreshTokenRepository& refresh_tokens() override { return tokens_; }
  AuditRepository& audit() override { return audit_; }

  UserRepository& users() override { fall_out(); }
  OneTimeTokenRepository& one_time_tokens() override { fall_out(); }
  IdentityRepository& identities() override { fall_out(); }
  FlowCodeRepository& flow_codes() override { fall_out(); }
  SpentIdRepository& spent_ids() override { fall_out(); }
  SamlKeyRepository& saml_keys() override { fall_out(); }
  OutboxRepository& outbox() override { fall_out(); }
  HookDeliveryRepository& hook_deliveries() override { fall_out(); }
  MailFrequencyRepository& mail_frequency() override { fall_out(); }
  InstanceRepository& instances() override { fall_out(); }
  ExpiryRepository& expiry() override { fall_out(); }

 private:
  NotedSessions sessions_;
  NotedTokens tokens_;
  NotedAudit audit_;
};

template <class Row>
void append(std::vector<Row>& all, std::vector<Row>& some) {
  all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
}

}  // namespace

NotedRefresh* NotedRefresh::find(const PresentedToken& presented) {
  NotedRefresh* const noted = current();
  if (!noted) return nullptr;
  const SoughtRefreshToken& sought = noted->call_.sought;
  return sought.instance_id == presented.instance_id && sought.token == presented.token ? noted : nullptr;
}

void NotedRefresh::run(const std::function<bool(Repositories&)>& body) {
  call_.outcome = RefreshCall::Outcome::Done;
  RefreshWrites own;
  NotedRepositories repositories(call_, own);
  try {
    if (!body(repositories)) return;
  } catch (const FallsOut&) {
    call_.outcome = RefreshCall::Outcome::FellOut;
    throw StorageError(StorageError::Kind::Unavailable, "database: a refresh has fallen out of its batch");
  }
  append(writes_.revocations, own.revocations);
  append(writes_.touched, own.touched);
  append(writes_.tokens, own.tokens);
  append(writes_.audit, own.audit);
}

}  // namespace gotrue::sql
