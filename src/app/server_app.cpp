// `gotrue serve` and `gotrue multi`: the composition root. Everything is made here in the order of its needs and ends in the reverse one.
#include <pthread.h>
#include <signal.h>

#include <exception>
#include <iostream>
#include <memory>
#include <optional>

#include "adapter/instances/single_instance.hpp"
#include "adapter/instances/stored_instances.hpp"
#include "adapter/limits/address_limiter.hpp"
#include "adapter/schema/json_schema.hpp"
#include "adapter/webhook/fair_webhook.hpp"
#include "adapter/webhook/hook_courier.hpp"
#include "app/cli/actions.hpp"
#include "app/cli/version.hpp"
#include "app/config/instance_settings.hpp"
#include "app/config/logger_options.hpp"
#include "app/core_services.hpp"
#include "app/demo/demo_page.hpp"
#include "app/demo/first_steps.hpp"
#include "app/janitor.hpp"
#include "app/mail_service.hpp"
#include "app/outbox_bell.hpp"
#include "app/rate_limits.hpp"
#include "app/request_telemetry.hpp"
#include "app/saml_service.hpp"
#include "app/server_options.hpp"
#include "app/shared_state.hpp"
#include "base/url.hpp"
#include "core/port/unstorable_value.hpp"
#include "dialect/netlify/api.hpp"
#include "http/server.hpp"
#include "http/thread_lane.hpp"

namespace gotrue {
namespace {

constexpr std::chrono::seconds kDrainTime{60};

// SIGTERM, SIGINT and SIGHUP are waited for by the main thread alone; blocked before any other thread starts.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

// Returns when the server is to end.
void wait_for_end(const sigset_t& signals, QueuedLogger& logger) {
  int signal = 0;
  while (sigwait(&signals, &signal) == 0) {
    if (signal != SIGHUP) return;
    logger.reopen();
  }
}

TransportError classify(const std::exception_ptr& exception, LogFields& log) {
  try {
    std::rethrow_exception(exception);
  } catch (const UnstorableValue& error) {
    log.set("error", error.what());
    return TransportError::ValueRefused;
  } catch (const StorageError& error) {
    log.set("error", error.what());
    return error.kind() == StorageError::Kind::Unavailable ? TransportError::ServerBusy : TransportError::Internal;
  } catch (const std::exception& error) {
    log.set("error", error.what());
  }
  return TransportError::Internal;
}

http::ThreadLaneOptions make_lane_options(const SecurityConfiguration& security) {
  http::ThreadLaneOptions options;
  // Each of these threads waits for one hash: as many as may wait in the queue of the hashing engine, and some that
  // look before they hash.
  options.max_threads = static_cast<std::size_t>(security.hashing_queue) + 16;
  return options;
}

// As many requests as may wait for servers of other people at a time; more are refused at once.
constexpr std::size_t kOutboundThreads = 2'048;

http::ThreadLaneOptions make_outbound_options() {
  http::ThreadLaneOptions options;
  options.max_threads = kOutboundThreads;
  options.max_queue = 0;
  return options;
}

// The hooks of one tenant may be slow, on purpose even, without the others' waiting for them.
HookCourierOptions make_hook_courier_options(const ServeFlags& flags) {
  HookCourierOptions options;
  if (flags.multi) options.per_instance = options.workers / kMostLeftOut;
  return options;
}

// The same for requests.
std::size_t most_waiting_for_hooks(const ServeFlags& flags) {
  return flags.multi ? kOutboundThreads / kMostLeftOut : kOutboundThreads;
}

Services with_webhook(const Services& s, Webhook& webhook) {
  return {s.clock, s.random, s.storage, s.hasher, s.signer, s.sealer, s.account_guard, s.mail_frequency_memory, webhook};
}

InstanceSettings make_settings(const Configuration& configuration, const ServeFlags& flags,
                               const OpenedDatabase& database) {
  InstanceSettings settings = make_instance_settings(configuration, flags.mail_to_log);
  settings.jwt.with_issued_at = !database.is_shared;
  // The hosts of /authorize and /callback often differ there (configuration.md).
  if (flags.multi) settings.external.binds_state = configuration.external.bind_state.value_or(false);
  return settings;
}

// What stands for no tenant in multi-instance mode, where requests name theirs. Its keys are nobody's.
InstanceSettings without_tenant(InstanceSettings settings, Random& random) {
  std::string key(32, '\0');
  random.fill({reinterpret_cast<unsigned char*>(key.data()), key.size()});
  settings.jwt.secret = SecretString(std::move(key));
  return settings;
}

std::unique_ptr<InstanceDirectory> make_directory(const ServeFlags& flags, CoreServices& core,
                                                  const InstanceSettings& settings, const Instance& instance) {
  if (!flags.multi) return std::make_unique<SingleInstance>(instance);
  const bool is_embedded = core.database.write_lane != nullptr;
  return std::make_unique<StoredInstances>(*core.database.storage, core.clock,
                                           InstanceBuilder(settings, JsonSchema::compile),
                                           is_embedded ? InstanceCacheOptions::of_one_node() : InstanceCacheOptions{});
}

std::optional<HmacSha256> make_operator_mac(const ServeFlags& flags, const Configuration& configuration) {
  if (!flags.multi) return std::nullopt;
  return HmacSha256(configuration.operator_token.reveal());
}

// As many threads as may wait for the database server; nullptr for the embedded database, which needs none.
std::unique_ptr<http::ThreadLane> make_database_lane(const OpenedDatabase& database) {
  if (database.callers == 0) return nullptr;
  http::ThreadLaneOptions options;
  options.max_threads = database.callers;
  options.max_queue = 4'096;
  return std::make_unique<http::ThreadLane>(options);
}

GatheringLanes make_gathering_lanes(const OpenedDatabase& database, http::ThreadLane* threads) {
  return threads ? database.make_lanes(*threads) : GatheringLanes{};
}

// Made once for the life of the process.
class ServerApp {
 public:
  ServerApp(const Configuration& configuration, const ServeFlags& flags, QueuedLogger& logger)
      : configuration_(configuration),
        flags_(flags),
        logger_(logger),
        core_(configuration, StorageUse::Server),
        telemetry_(configuration.tracing, logger, core_.clock, core_.random),
        outbox_bell_(*core_.database.storage),
        settings_(make_settings(configuration, flags, core_.database)),
        instance_(Uuid{}, flags.multi ? without_tenant(settings_, core_.random) : settings_),
        instances_(make_directory(flags, core_, settings_, instance_)),
        mail_(configuration, flags, core_.services(), instance_, *instances_, logger),
        janitor_(core_.services(), settings_, logger),
        limits_(configuration.rate_limits, core_.clock, core_.seed),
        shared_(configuration, NodeState{core_, limits_, *instances_, logger}, flags.multi),
        fair_webhook_(core_.webhook, most_waiting_for_hooks(flags)),
        services_(with_webhook(shared_.services(), fair_webhook_)),
        oauth_states_(flags.multi ? configuration.operator_token : configuration.jwt.secret),
        saml_(services_, {core_.unrestricted_http_client, core_.http_client}, logger),
        api_{services_, instance_, configuration.operator_token, configuration.api.export_secret,
             std::string(version()), limits_.token_header_limit(), core_.providers, oauth_states_, saml_.provider(),
             flags.multi || !configuration.webhook.url.empty(), shared_.instances(), configuration.api.endpoint,
             make_operator_mac(flags, configuration)},
        database_lane_(make_database_lane(core_.database)),
        gathering_lanes_(make_gathering_lanes(core_.database, database_lane_.get())),
        blocking_lane_(make_lane_options(configuration.security)),
        outbound_lane_(make_outbound_options()),
        server_(make_server_options(configuration, flags.multi), make_dialect(flags), make_collaborators()) {
    if (api_.calls_hooks) {
      hook_courier_.emplace(shared_.services(), [this](const Uuid& id) { return find_instance(id); }, logger,
                            make_hook_courier_options(flags));
    }
    if (hook_courier_) outbox_bell_.add([this] { hook_courier_->wake(); });
    if (mail_.is_enabled()) outbox_bell_.add([this] { mail_.wake(); });
    if (!flags.multi && instance_.settings.external.saml.enabled) saml_.prepare(instance_);
  }

  // Serves until the process is told to end. Returns the exit code.
  int run(const sigset_t& signals) {
    const auto started = server_.start();
    if (!started) {
      std::cerr << "gotrue: " << started.error() << std::endl;
      return 1;
    }
    announce();
    if (flags_.demo) std::cout << first_steps(configuration_, server_.port()) << std::flush;
    wait_for_end(signals, logger_);
    logger_.log(LogLevel::Info, "stopping", {{"component", "serve"}});
    server_.stop(kDrainTime);
    blocking_lane_.stop();
    outbound_lane_.stop();
    if (database_lane_) database_lane_->stop();
    return 0;
  }

 private:
  std::shared_ptr<const Instance> find_instance(const Uuid& id) const {
    auto instance = instances_->find(id, {});
    return instance ? std::move(*instance) : nullptr;
  }

  Dialect make_dialect(const ServeFlags& flags) const {
    Dialect dialect = netlify::make_dialect(api_);
    if (flags.demo) {
      for (Route& route : demo_routes()) dialect.routes.push_back(std::move(route));
    }
    return dialect;
  }

  http::Collaborators make_collaborators() {
    http::Collaborators collaborators{core_.clock, core_.random};
    collaborators.read = gathering_lanes_.read.get();
    collaborators.write = database_lane_ ? gathering_lanes_.write.get() : core_.database.write_lane;
    collaborators.blocking = &blocking_lane_;
    collaborators.outbound = &outbound_lane_;
    collaborators.check_limit = limits_.address_limit();
    collaborators.classify_exception = classify;
    collaborators.listeners = telemetry_.listeners();
    collaborators.warn = [this](std::string_view line) {
      logger_.log(LogLevel::Warn, line, {{"component", "serve"}});
    };
    return collaborators;
  }

  void announce() const {
    std::string host = configuration_.api.host.empty() ? "0.0.0.0" : configuration_.api.host;
    if (host.front() != '[' && host.find(':') != host.npos) host = '[' + host + ']';
    const std::string address = host + ":" + std::to_string(server_.port());
    logger_.log(LogLevel::Info, "GoTrue API started",
                {{"component", "serve"}, {"address", address}, {"database", describe_database(configuration_)},
                 {"version", version()}});
    if (!core_.database.is_shared) return;
    logger_.log(LogLevel::Info,
                "tokens are stored in clear, as the original server does on the same database; set "
                "GOTRUE_SECURITY_HASH_TOKENS=true once it is gone",
                {{"component", "serve"}});
  }

  const Configuration& configuration_;
  const ServeFlags& flags_;
  QueuedLogger& logger_;
  CoreServices core_;
  const RequestTelemetry telemetry_;
  OutboxBell outbox_bell_;
  const InstanceSettings settings_;
  const Instance instance_;
  const std::unique_ptr<InstanceDirectory> instances_;
  MailService mail_;
  Janitor janitor_;
  RateLimits limits_;
  const SharedState shared_;
  FairWebhook fair_webhook_;
  const Services services_;
  const OAuthStates oauth_states_;
  SamlService saml_;
  const netlify::Api api_;
  std::optional<HookCourier> hook_courier_;
  const std::unique_ptr<http::ThreadLane> database_lane_;
  const GatheringLanes gathering_lanes_;
  http::ThreadLane blocking_lane_;
  http::ThreadLane outbound_lane_;
  http::Server server_;
};

int serve_with(const Configuration& configuration, const ServeFlags& flags, QueuedLogger& logger,
               const sigset_t& signals) {
  for (const std::string& warning : flags.warnings) logger.log(LogLevel::Warn, warning, {{"component", "config"}});
  ServerApp app(configuration, flags, logger);
  return app.run(signals);
}

}  // namespace

int serve(const Configuration& configuration, const ServeFlags& flags) {
  const sigset_t signals = block_signals();
  const SystemClock clock;
  auto logger = QueuedLogger::start(make_logger_options(configuration.log), clock);
  if (!logger) {
    std::cerr << "gotrue: " << logger.error() << std::endl;
    return 1;
  }
  try {
    return serve_with(configuration, flags, **logger, signals);
  } catch (const std::exception& error) {
    logger->reset();
    std::cerr << "gotrue: " << error.what() << std::endl;
    return 1;
  }
}

}  // namespace gotrue
