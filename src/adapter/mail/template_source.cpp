#include "adapter/mail/template_source.hpp"

#include "base/url.hpp"
#include "base/utf8.hpp"

namespace gotrue {
namespace {

constexpr std::chrono::seconds kFresh{60};
// Many instances have many templates.
constexpr std::size_t kMaxCachedBytes = 64 * 1024 * 1024;
constexpr std::size_t kMaxCached = 10'000;

// SITE_URL and the path; the host of an absolute URL is dropped (http-api.md "Mail").
std::optional<std::string> template_url(const InstanceSettings& settings, MailKind kind) {
  const std::string& configured = settings.mailer.texts(kind).template_path;
  // The notice of a changed address has no template of its own.
  if (configured.empty() || kind == MailKind::EmailChanged) return std::nullopt;
  const auto site = Url::parse(settings.site_url);
  auto path = Url::parse(configured);
  if (!site || !path) return std::nullopt;
  path->scheme.clear();
  path->user_info.clear();
  path->host.clear();
  path->port.clear();
  path->has_authority = false;
  return resolve(*site, *path).to_string();
}

}  // namespace

std::optional<std::string> TemplateSource::fetch(const std::string& url) {
  OutboundRequest request;
  request.url = url;
  auto response = client_.send(request);
  std::string reason;
  if (!response) {
    reason = response.error().internal;
  } else if (response->status != 200) {
    reason = "status " + std::to_string(response->status);
  } else if (!is_valid_utf8(response->body)) {
    reason = "not UTF-8";
  } else {
    return std::move(response->body);
  }
  const LogField fields[] = {{"component", "mail"}, {"url", url}, {"error", reason}};
  logger_.log(LogLevel::Warn, "mail template could not be fetched", fields);
  return std::nullopt;
}

std::optional<std::string> TemplateSource::find(const InstanceSettings& settings, MailKind kind) {
  const auto url = template_url(settings, kind);
  if (!url) return std::nullopt;
  const Time now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const auto found = cache_.find(*url);
    if (found != cache_.end() && now < found->second.fetched_at + kFresh) return found->second.text;
  }
  auto text = fetch(*url);
  const std::lock_guard lock(mutex_);
  Cached& cached = cache_[*url];
  cached.fetched_at = now;
  if (text) {
    cached_bytes_ -= cached.text ? cached.text->size() : 0;
    cached_bytes_ += text->size();
    cached.text = std::move(text);
  }
  const auto found = cached.text;
  make_room(*url);
  return found;
}

void TemplateSource::make_room(const std::string& kept) {
  for (auto entry = cache_.begin(); entry != cache_.end() && (cached_bytes_ > kMaxCachedBytes || cache_.size() > kMaxCached);) {
    if (entry->first == kept) {
      ++entry;
      continue;
    }
    cached_bytes_ -= entry->second.text ? entry->second.text->size() : 0;
    entry = cache_.erase(entry);
  }
}

}  // namespace gotrue
