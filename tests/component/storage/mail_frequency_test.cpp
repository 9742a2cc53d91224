// When a mail was last asked for.
#include "storage_conformance.hpp"

namespace gotrue {
namespace {

class MailFrequency : public StorageConformance {
 protected:
  std::optional<Time> find_last(const Uuid& instance_id, MailKind kind, std::string_view normal_email) {
    return read([&](Repositories& r) { return r.mail_frequency().find_last(instance_id, kind, normal_email); });
  }
  void set_last(std::string_view normal_email, Time now) {
    write([&](Repositories& tx) { tx.mail_frequency().set_last(kInstance, MailKind::Recovery, normal_email, now); });
  }
};

TEST_P(MailFrequency, IsUnknownAtFirst) {
  EXPECT_FALSE(find_last(kInstance, MailKind::Recovery, "a@example.com"));
}

TEST_P(MailFrequency, IsTheLastMoment) {
  set_last("a@example.com", kNow);
  set_last("a@example.com", kNow + 1us);

  EXPECT_EQ(find_last(kInstance, MailKind::Recovery, "a@example.com"), kNow + 1us);
}

TEST_P(MailFrequency, IsOfOneAddressKindAndInstance) {
  set_last("a@example.com", kNow);

  EXPECT_FALSE(find_last(kInstance, MailKind::Recovery, "b@example.com"));
  EXPECT_FALSE(find_last(kInstance, MailKind::Invite, "a@example.com"));
  EXPECT_FALSE(find_last(kOtherInstance, MailKind::Recovery, "a@example.com"));
}

INSTANTIATE_TEST_SUITE_P(Engines, MailFrequency, testing::ValuesIn(all_engines()), engine_name);

}  // namespace
}  // namespace gotrue
