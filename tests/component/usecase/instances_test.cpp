// The operator's use cases and the directory that requests find their instance in, over SQLite.
#include "adapter/instances/stored_instances.hpp"
#include "account_fixture.hpp"
#include "core/usecase/longest_lifetimes.hpp"
#include "core/usecase/manage_instances.hpp"

namespace gotrue {
namespace {

// Refuses everything with its name.
class NamedSchema final : public DataSchema {
 public:
  explicit NamedSchema(std::string name) : name_(std::move(name)) {}
  std::optional<DataViolation> find_violation(const json::Object&) const override { return DataViolation{"data", name_}; }

 private:
  const std::string name_;
};

class InstancesFixture : public AccountFixture {
 protected:
  ManagedInstance create(const char* config_text, int number = 1) {
    CreateInstanceInput input;
    input.uuid.bytes[15] = static_cast<unsigned char>(number);
    input.config = *InstanceConfig::from_stored_text(config_text);
    return *create_instance(services, directory, input);
  }
  // Schemas with the member "bad" do not compile.
  static InstanceBuilder builder(std::shared_ptr<const DataSchema> global_schema = nullptr) {
    InstanceSettings global = default_settings();
    global.user_data_schema = std::move(global_schema);
    return {global, [](std::string_view text) -> tl::expected<std::shared_ptr<const DataSchema>, std::string> {
              if (text.find("bad") != text.npos) return tl::unexpected<std::string>("does not compile: it is bad");
              return std::make_shared<NamedSchema>(std::string(text));
            }};
  }
  static std::string schema_of(StoredInstances& instances, const Uuid& id) {
    const auto instance = *instances.find(id, "");
    return instance->settings.user_data_schema->find_violation({})->reason;
  }
  std::string site_url_of(const Uuid& id) { return (*directory.find(id, ""))->settings.site_url; }

  StoredInstances directory{*storage, clock, builder()};
};

constexpr const char* kOne = R"({"site_url":"https://one.example","jwt":{"secret":"one","refresh_token_lifetime":99}})";

TEST_F(InstancesFixture, TakeTheSameNameOnce) {
  create(kOne);
  CreateInstanceInput again;
  again.uuid.bytes[15] = 1;
  EXPECT_EQ(create_instance(services, directory, again).error().code, ErrorCode::InstanceTaken);
}

TEST_F(InstancesFixture, AreFoundByTheIdThatTheyGot) {
  const Uuid id = create(kOne).record.id;
  EXPECT_EQ(site_url_of(id), "https://one.example");
  EXPECT_EQ(directory.find(Uuid{}, "").error().code, ErrorCode::InstanceUnlocatable);
}

TEST_F(InstancesFixture, NeverRunWithoutASecretOfTheirOwn) {
  const Uuid id = create(R"({"site_url":"https://x.example"})").record.id;
  EXPECT_EQ(directory.find(id, "").error().code, ErrorCode::InstanceUnusable);
}

TEST_F(InstancesFixture, ChangeAtOnce) {
  const Uuid id = create(kOne).record.id;
  EXPECT_EQ(site_url_of(id), "https://one.example");
  const auto changes = *json::parse(R"({"site_url":"https://two.example"})")->as_object();
  ASSERT_TRUE(update_instance(services, directory, id, changes));
  EXPECT_EQ(site_url_of(id), "https://two.example");
}

TEST_F(InstancesFixture, ChangeWithinFiveSecondsWhenAnotherNodeDidIt) {
  const Uuid id = create(kOne).record.id;
  EXPECT_EQ(site_url_of(id), "https://one.example");
  StoredInstances elsewhere{*storage, clock, builder()};
  const auto changes = *json::parse(R"({"site_url":"https://two.example"})")->as_object();
  ASSERT_TRUE(update_instance(services, elsewhere, id, changes));
  EXPECT_EQ(site_url_of(id), "https://one.example");
  clock.advance(4s);
  EXPECT_EQ(site_url_of(id), "https://two.example");
}

TEST_F(InstancesFixture, KeepTheirConfigurationWhenAChangeIsRefused) {
  const Uuid id = create(kOne).record.id;
  const auto changes = *json::parse(R"({"site_url":"https://two.example","jwt":{"exp":"x"}})")->as_object();
  EXPECT_EQ(update_instance(services, directory, id, changes).error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(site_url_of(id), "https://one.example");
}

// Fails while an instance is being changed.
class FailingDirectory final : public InstanceDirectory {
 public:
  Result<std::shared_ptr<const Instance>> find(const Uuid&, std::string_view) override {
    return fail(ErrorCode::InstanceUnlocatable);
  }
  Status check(const InstanceConfig&) const override { throw std::runtime_error("the storage is gone"); }
  void forget(const Uuid& id) override { forgotten.push_back(id); }

  std::vector<Uuid> forgotten;
};

TEST_F(InstancesFixture, AreForgottenByTheDirectoryThoughTheChangeFailed) {
  const Uuid id = create(kOne).record.id;
  FailingDirectory failing;
  EXPECT_THROW((void)update_instance(services, failing, id, {}), std::runtime_error);
  EXPECT_EQ(failing.forgotten, std::vector<Uuid>{id});
}

TEST_F(InstancesFixture, FallBackToTheSchemaOfTheProcess) {
  StoredInstances instances{*storage, clock, builder(std::make_shared<NamedSchema>("global"))};
  const Uuid id = create(kOne).record.id;
  EXPECT_EQ(schema_of(instances, id), "global");
  const auto own = *json::parse(R"({"user_data_schema":{"type":"object"}})")->as_object();
  ASSERT_TRUE(update_instance(services, instances, id, own));
  EXPECT_EQ(schema_of(instances, id), R"({"type":"object"})");
  const auto other = *json::parse(R"({"user_data_schema":{"required":["a"]}})")->as_object();
  ASSERT_TRUE(update_instance(services, instances, id, other));
  EXPECT_EQ(schema_of(instances, id), R"({"required":["a"]})");
  const auto none = *json::parse(R"({"user_data_schema":{}})")->as_object();
  ASSERT_TRUE(update_instance(services, instances, id, none));
  EXPECT_EQ(schema_of(instances, id), "global");
}

TEST_F(InstancesFixture, AreNotStoredWithASchemaThatDoesNotCompile) {
  CreateInstanceInput input;
  input.uuid.bytes[15] = 9;
  input.config = *InstanceConfig::from_stored_text(R"({"user_data_schema":{"bad":1}})");
  const auto refused = create_instance(services, directory, input);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(refused.error().detail, "config.user_data_schema does not compile: it is bad");
  const Uuid id = create(kOne).record.id;
  const auto bad = *json::parse(R"({"site_url":"https://x.example","user_data_schema":{"bad":1}})")->as_object();
  EXPECT_EQ(update_instance(services, directory, id, bad).error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(site_url_of(id), "https://one.example");
}

TEST_F(InstancesFixture, StandInASiteUrlAtTheFirstUseToo) {
  const Uuid id = create(kOne).record.id;
  const auto found = *directory.find(id, "https://branch.example");
  EXPECT_EQ(found->settings.site_url, "https://branch.example");
  EXPECT_TRUE(found->settings.is_site_url_of_request);
  EXPECT_EQ(site_url_of(id), "https://one.example");
}

TEST_F(InstancesFixture, LeaveWithTheirUsersAndNobodyElses) {
  const Uuid id = create(kOne).record.id;
  const auto found = *directory.find(id, "");
  for (int i = 0; i < 205; ++i) {
    const RequestContext inside{*found, "api", "", ""};
    ASSERT_TRUE(sign_up(services, inside, {"u" + std::to_string(i) + "@example.com", "password", std::nullopt}));
  }
  ASSERT_TRUE(sign_up_as("u1@example.com", "password"));

  ASSERT_TRUE(delete_instance(services, directory, id));

  EXPECT_EQ(directory.find(id, "").error().code, ErrorCode::InstanceUnlocatable);
  EXPECT_EQ(delete_instance(services, directory, id).error().code, ErrorCode::InstanceNotFound);
  const auto left = storage->read([&](Repositories& r) { return r.instances().list_user_ids(id, 1'000); });
  EXPECT_EQ(left.size(), 0u);
  EXPECT_TRUE(find_stored("u1@example.com"));
}

TEST_F(InstancesFixture, KeepTokensAsLongAsTheLongestLivedOfThem) {
  create(kOne);
  create(R"({"jwt":{"secret":"s","refresh_token_lifetime":9999999},"smtp":{"max_frequency":3600000000000}})", 2);
  const Lifetimes longest = longest_lifetimes(*storage, default_settings());
  EXPECT_EQ(longest.refresh_token, 9'999'999s);
  EXPECT_EQ(longest.mail_frequency, 1h);
}

TEST_F(InstancesFixture, MailTheSiteUrlOfTheRequest) {
  const Uuid id = create(kOne).record.id;
  const auto branch = *directory.find(id, "https://branch.example");
  ASSERT_TRUE(sign_up(services, {*branch, "api", "", ""}, {"a@example.com", "password", std::nullopt}));
  const auto mails = take_mails();
  ASSERT_EQ(mails.size(), 1u);
  const auto payload = parse_mail_payload(mails.front().payload, sealer, branch->sealing_key);
  EXPECT_EQ(payload->site_url, "https://branch.example");
}

}  // namespace
}  // namespace gotrue
