// The body templates of the site: fetched from SITE_URL, cached, used stale when the site does not answer.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "core/model/instance.hpp"
#include "core/port/http_client.hpp"
#include "core/port/logger.hpp"

namespace gotrue {

// Thread-safe.
class TemplateSource {
 public:
  TemplateSource(HttpClient& client, const Clock& clock, Logger& logger)
      : client_(client), clock_(clock), logger_(logger) {}

  // The template of the site; nullopt when none is configured or it was never had.
  std::optional<std::string> find(const InstanceSettings& settings, MailKind kind);

 private:
  struct Cached {
    std::optional<std::string> text;
    Time fetched_at{};
  };
  std::optional<std::string> fetch(const std::string& url);
  // Drops others than `kept` while there is too much.
  void make_room(const std::string& kept);

  HttpClient& client_;
  const Clock& clock_;
  Logger& logger_;
  std::mutex mutex_;
  std::map<std::string, Cached> cache_;  // by URL
  std::size_t cached_bytes_ = 0;
};

}  // namespace gotrue
