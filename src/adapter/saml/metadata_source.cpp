#include "adapter/saml/metadata_source.hpp"

#include <algorithm>

namespace gotrue::saml {
namespace {

constexpr std::chrono::seconds kUsualAge = std::chrono::hours(1);
constexpr std::chrono::seconds kLeastAge = std::chrono::minutes(5);
constexpr std::chrono::seconds kMostAge = std::chrono::hours(24);
constexpr std::chrono::seconds kPauseAfterFailure{10};
constexpr std::chrono::seconds kRetryRefresh{60};
constexpr std::chrono::seconds kPauseOfThread{15};
constexpr std::chrono::hours kForgottenAfter{24};
constexpr std::size_t kMaxEntries = 1'000;
// Requests that may wait for one first fetch: a provider that takes calls and never answers must not take all threads.
constexpr int kMostWaiting = 64;

std::chrono::seconds age_of(const IdpMetadata& metadata) {
  return std::clamp(metadata.cache_duration.value_or(kUsualAge), kLeastAge, kMostAge);
}

bool has_ended(const IdpMetadata& metadata, Time now) { return metadata.valid_until && *metadata.valid_until <= now; }

tl::unexpected<Error> unavailable(const std::string& reason) {
  Error error = make_error(ErrorCode::ExternalProviderUnavailable, "saml");
  error.internal = "SAML metadata of the identity provider: " + reason;
  error.retry_after = kPauseAfterFailure;
  return fail(std::move(error));
}

Result<IdpMetadata> fetch_metadata(HttpClient& client, const std::string& url) {
  OutboundRequest request;
  request.url = url;
  request.fields = {{"Accept", "application/samlmetadata+xml, application/xml, text/xml"}};
  const OutboundResponse response = TRY(client.send(request));
  if (response.status != 200) return unavailable("status " + std::to_string(response.status));
  return parse_idp_metadata(response.body);
}

}  // namespace

struct MetadataSource::Entry {
  Entry(MetadataAddress of, Time now) : address(std::move(of)), used_at(now) {}

  const MetadataAddress address;
  std::mutex fetching;  // held around a fetch, never together with `mutex_`
  // Below: under `mutex_`.
  std::shared_ptr<const IdpMetadata> value;
  std::string failure;
  int waiting = 0;
  Time next_fetch{};
  Time used_at;
};

// One of those that wait; leaves at the end of its life.
struct MetadataSource::Seat {
  ~Seat() {
    const std::lock_guard lock(mutex);
    --entry.waiting;
  }
  Entry& entry;
  std::mutex& mutex;
};

MetadataSource::MetadataSource(MetadataClients clients, const Clock& clock, Logger& logger)
    : clients_(clients), clock_(clock), logger_(logger) {}

MetadataSource::~MetadataSource() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  stopping_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<MetadataSource::Entry> MetadataSource::entry_of(const MetadataAddress& address) {
  const Time now = clock_.now();
  const auto key = std::pair(address.url, address.is_trusted);
  if (const auto found = entries_.find(key); found != entries_.end()) {
    found->second->used_at = now;
    return found->second;
  }
  if (entries_.size() >= kMaxEntries) {
    entries_.erase(std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
      return a.second->used_at < b.second->used_at;
    }));
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  return entries_.emplace(key, std::make_shared<Entry>(address, now)).first->second;
}

bool MetadataSource::has(const MetadataAddress& address) {
  const std::lock_guard lock(mutex_);
  const auto entry = entry_of(address);
  return entry->value && !has_ended(*entry->value, clock_.now());
}

Result<std::shared_ptr<const IdpMetadata>> MetadataSource::get(const MetadataAddress& address) {
  std::unique_lock lock(mutex_);
  const auto entry = entry_of(address);
  const auto is_missing = [&] { return !entry->value || has_ended(*entry->value, clock_.now()); };
  if (is_missing()) {
    if (entry->waiting >= kMostWaiting) return unavailable("too many wait for it");
    ++entry->waiting;
    lock.unlock();
    {
      const Seat seat{*entry, mutex_};
      fetch_first(*entry);
    }
    lock.lock();
  }
  if (!is_missing()) return entry->value;
  return unavailable(entry->failure.empty() ? "it has ended" : entry->failure);
}

// One for all who wait; who comes after it finds what it brought.
void MetadataSource::fetch_first(Entry& entry) {
  const std::lock_guard turn(entry.fetching);
  {
    const std::lock_guard lock(mutex_);
    const Time now = clock_.now();
    if ((entry.value && !has_ended(*entry.value, now)) || entry.next_fetch > now) return;
  }
  fetch(entry);
}

// Holding `entry.fetching`.
void MetadataSource::fetch(Entry& entry) {
  auto fetched = fetch_metadata(entry.address.is_trusted ? clients_.trusted : clients_.restricted, entry.address.url);
  const Time now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (fetched && !has_ended(*fetched, now)) {
    entry.next_fetch = now + age_of(*fetched);
    entry.value = std::make_shared<const IdpMetadata>(std::move(*fetched));
    entry.failure.clear();
    return;
  }
  entry.failure = fetched ? "it has ended" : fetched.error().internal;
  entry.next_fetch = now + (entry.value ? kRetryRefresh : kPauseAfterFailure);
  logger_.log(LogLevel::Warn, "SAML metadata could not be fetched",
              {{"component", "saml"}, {"url", entry.address.url}, {"error", entry.failure}, {"keeps_old", entry.value != nullptr}});
}

void MetadataSource::refresh_due() {
  std::vector<std::shared_ptr<Entry>> due;
  {
    const Time now = clock_.now();
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [now](const auto& item) { return item.second->used_at + kForgottenAfter < now; });
    for (const auto& [key, entry] : entries_) {
      if (entry->value && entry->next_fetch <= now) due.push_back(entry);
    }
  }
  for (const auto& entry : due) {
    const std::lock_guard turn(entry->fetching);
    fetch(*entry);
  }
}

void MetadataSource::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_.wait_for(lock, kPauseOfThread, [this] { return is_stopping_; })) {
    lock.unlock();
    refresh_due();
    lock.lock();
  }
}

}  // namespace gotrue::saml
