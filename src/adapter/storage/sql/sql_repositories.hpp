// All repositories over one connection.
#pragma once
#include "adapter/storage/sql/sql_audit.hpp"
#include "adapter/storage/sql/sql_flow_codes.hpp"
#include "adapter/storage/sql/sql_hook_deliveries.hpp"
#include "adapter/storage/sql/sql_instances.hpp"
#include "adapter/storage/sql/sql_one_time_tokens.hpp"
#include "adapter/storage/sql/sql_outbox.hpp"
#include "adapter/storage/sql/sql_saml_keys.hpp"
#include "adapter/storage/sql/sql_sessions.hpp"
#include "adapter/storage/sql/sql_users.hpp"

namespace gotrue::sql {

class SqlRepositories final : public Repositories {
 public:
  SqlRepositories(Connection& connection, const Flavour& flavour)
      : users_(connection, flavour),
        sessions_(connection, flavour),
        refresh_tokens_(connection, flavour),
        one_time_tokens_(connection, flavour),
        identities_(connection, flavour),
        flow_codes_(connection, flavour),
        spent_ids_(connection, flavour),
        saml_keys_(connection, flavour),
        audit_(connection, flavour),
        outbox_(connection, flavour),
        hook_deliveries_(connection, flavour),
        mail_frequency_(connection, flavour),
        instances_(connection, flavour),
        expiry_(connection, flavour) {}

  UserRepository& users() override { return users_; }
  SessionRepository& sessions() override { return sessions_; }
  RefreshTokenRepository& refresh_tokens() override { return refresh_tokens_; }
  OneTimeTokenRepository& one_time_tokens() override { return one_time_tokens_; }
  IdentityRepository& identities() override { return identities_; }
  FlowCodeRepository& flow_codes() override { return flow_codes_; }
  SpentIdRepository& spent_ids() override { return spent_ids_; }
  SamlKeyRepository& saml_keys() override { return saml_keys_; }
  AuditRepository& audit() override { return audit_; }
  OutboxRepository& outbox() override { return outbox_; }
  HookDeliveryRepository& hook_deliveries() override { return hook_deliveries_; }
  MailFrequencyRepository& mail_frequency() override { return mail_frequency_; }
  InstanceRepository& instances() override { return instances_; }
  ExpiryRepository& expiry() override { return expiry_; }

  // Whether a message was added to the outbox, or a pending hook delivery, since the last call.
  bool take_outbox_added() {
    const bool is_mail = outbox_.take_added();
    return hook_deliveries_.take_added() || is_mail;
  }

 private:
  SqlUsers users_;
  SqlSessions sessions_;
  SqlRefreshTokens refresh_tokens_;
  SqlOneTimeTokens one_time_tokens_;
  SqlIdentities identities_;
  SqlFlowCodes flow_codes_;
  SqlSpentIds spent_ids_;
  SqlSamlKeys saml_keys_;
  SqlAudit audit_;
  SqlOutbox outbox_;
  SqlHookDeliveries hook_deliveries_;
  SqlMailFrequency mail_frequency_;
  SqlInstances instances_;
  SqlExpiry expiry_;
};

}  // namespace gotrue::sql
