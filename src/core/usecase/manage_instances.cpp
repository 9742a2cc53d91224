#include "core/usecase/manage_instances.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kUsersPerTransaction = 100;

Result<ManagedInstance> open(const std::optional<InstanceRecord>& record) {
  if (!record) return fail(ErrorCode::InstanceNotFound);
  auto config = InstanceConfig::from_stored_text(record->config);
  if (config) return ManagedInstance{*record, std::move(*config)};
  Error error = make_error(ErrorCode::InstanceUnusable);
  error.internal = "the configuration of the instance cannot be read: " + config.error().detail;
  return fail(std::move(error));
}

// Returns whether there may be more.
Result<bool> remove_some_users(Repositories& tx, const Uuid& id) {
  const auto users = tx.instances().list_user_ids(id, kUsersPerTransaction);
  for (const Uuid& user : users) tx.users().remove(id, user);
  return users.size() == kUsersPerTransaction;
}

// Whatever became of a change, the row is looked at again: another request may have read what was not committed then.
class ForgottenAtEnd {
 public:
  ForgottenAtEnd(InstanceDirectory& directory, const Uuid& id) : directory_(directory), id_(id) {}
  ~ForgottenAtEnd() { directory_.forget(id_); }
  ForgottenAtEnd(const ForgottenAtEnd&) = delete;
  ForgottenAtEnd& operator=(const ForgottenAtEnd&) = delete;

 private:
  InstanceDirectory& directory_;
  const Uuid id_;
};

}  // namespace

Result<ManagedInstance> create_instance(const Services& services, const InstanceDirectory& directory,
                                        const CreateInstanceInput& input) {
  TRY(directory.check(input.config));
  const Time now = services.clock.now();
  const InstanceRecord record{Uuid::v4(services.random), input.uuid, input.config.to_stored_text(), now, now};
  try {
    return services.storage.transact([&](Repositories& tx) -> Result<ManagedInstance> {
      if (tx.instances().find_by_uuid(input.uuid)) return fail(ErrorCode::InstanceTaken);
      tx.instances().insert(record);
      return ManagedInstance{record, input.config};
    });
  } catch (const DuplicateKey&) {
    return fail(ErrorCode::InstanceTaken);  // another one was made at the same time
  }
}

Result<ManagedInstance> get_instance(const Services& services, const Uuid& id) {
  return open(services.storage.look_up([&](Repositories& repositories) { return repositories.instances().find(id); }));
}

Result<ManagedInstance> update_instance(const Services& services, InstanceDirectory& directory, const Uuid& id,
                                        const json::Object& changes) {
  const ForgottenAtEnd forgotten(directory, id);
  return services.storage.transact([&](Repositories& tx) -> Result<ManagedInstance> {
    ManagedInstance instance = TRY(open(tx.instances().find(id)));
    TRY(instance.config.merge(changes));
    TRY(directory.check(instance.config));
    instance.record.config = instance.config.to_stored_text();
    instance.record.updated_at = services.clock.now();
    tx.instances().update(instance.record);
    return instance;
  });
}

Status delete_instance(const Services& services, InstanceDirectory& directory, const Uuid& id) {
  if (!services.storage.look_up([&](Repositories& repositories) { return repositories.instances().find(id); })) {
    return fail(ErrorCode::InstanceNotFound);
  }
  const ForgottenAtEnd forgotten(directory, id);
  const auto remove_users = [&](Repositories& tx) { return remove_some_users(tx, id); };
  while (TRY(services.storage.transact(remove_users))) {
  }
  // Users who signed up meanwhile go with the row.
  return services.storage.transact([&](Repositories& tx) -> Status {
    while (TRY(remove_some_users(tx, id))) {
    }
    if (!tx.instances().remove(id)) return fail(ErrorCode::InstanceNotFound);
    return {};
  });
}

}  // namespace gotrue
