// The metadata of identity providers by URL: fetched once, refreshed before it is old by a thread of its own, so that no
// sign-in waits for it; kept on errors until it says itself that it has ended.
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "adapter/saml/idp_metadata.hpp"
#include "core/port/http_client.hpp"
#include "core/port/logger.hpp"

namespace gotrue::saml {

struct MetadataAddress {
  std::string url;
  // Named by the process environment: exempt from the address policy (http-api.md "Webhooks", last paragraph).
  bool is_trusted = false;
};

struct MetadataClients {
  HttpClient& trusted;     // reaches any address
  HttpClient& restricted;  // keeps the address policy
};

// Thread-safe; what it is given outlives it.
class MetadataSource {
 public:
  MetadataSource(MetadataClients clients, const Clock& clock, Logger& logger);
  ~MetadataSource();
  MetadataSource(const MetadataSource&) = delete;
  MetadataSource& operator=(const MetadataSource&) = delete;

  // Waits for the first fetch only, as one of 64; a failed one is not repeated for ten seconds. Error:
  // ExternalProviderUnavailable.
  Result<std::shared_ptr<const IdpMetadata>> get(const MetadataAddress& address);
  // Whether `get` answers at once.
  bool has(const MetadataAddress& address);
  // Fetches what is due for a refresh. The thread calls it; a test may.
  void refresh_due();

 private:
  struct Entry;
  struct Seat;
  std::shared_ptr<Entry> entry_of(const MetadataAddress& address);
  void fetch_first(Entry& entry);
  void fetch(Entry& entry);
  void run();

  const MetadataClients clients_;
  const Clock& clock_;
  Logger& logger_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool is_stopping_ = false;
  std::map<std::pair<std::string, bool>, std::shared_ptr<Entry>> entries_;
  std::thread thread_;  // started with the first entry
};

}  // namespace gotrue::saml
