#include "app/config/oidc_keys.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "app/config/constraint.hpp"
#include "app/config/spelling.hpp"
#include "base/ascii.hpp"
#include "base/url.hpp"

namespace gotrue {
namespace {

constexpr std::string_view kFamily = "GOTRUE_EXTERNAL_OIDC_";

template <auto Member>
void set_text(OidcConfiguration& provider, std::string_view value) {
  provider.*Member = std::string(value);
}

void set_secret(OidcConfiguration& provider, std::string_view value) {
  provider.secret = SecretString(std::string(value));
}

void set_scopes(OidcConfiguration& provider, std::string_view value) {
  while (!value.empty()) {
    const auto end = std::min(value.find_first_of(", "), value.size());
    if (end > 0) provider.scopes.emplace_back(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
  }
}

using Oidc = OidcConfiguration;
constexpr std::array kFields = {
    OidcField{"ISSUER", "text", "Issuer; its discovery document names the rest.", set_text<&Oidc::issuer>},
    OidcField{"CLIENT_ID", "text", "Client id of the application registered there.", set_text<&Oidc::client_id>},
    OidcField{"SECRET", "secret", "Its client secret.", set_secret},
    OidcField{"SCOPES", "list", "Scopes to ask for.", set_scopes},
    OidcField{"REDIRECT_URI", "text", "Its redirect URI, the address of /callback.", set_text<&Oidc::redirect_uri>},
    OidcField{"LABEL", "text", "What a button calls the provider.", set_text<&Oidc::label>},
};

struct FamilyName {
  std::string_view provider;
  const OidcField* field;
};

std::optional<FamilyName> split_name(std::string_view name) {
  if (!name.starts_with(kFamily)) return std::nullopt;
  name.remove_prefix(kFamily.size());
  for (const auto& field : kFields) {
    const std::size_t tail = field.suffix.size() + 1;
    if (name.size() <= tail || !name.ends_with(field.suffix) || name[name.size() - tail] != '_') continue;
    const auto provider = name.substr(0, name.size() - tail);
    if (constraint::kIdentifier.holds(provider)) return FamilyName{provider, &field};
  }
  return std::nullopt;
}

void require(const std::string& value, const std::string& key, ConfigurationOutcome& outcome) {
  if (value.empty()) outcome.errors.push_back(key + ": required for this provider");
}

// The discovery document lies below it (OpenID Connect Discovery 1.0 §4).
void check_issuer(const std::string& issuer, const std::string& prefix, ConfigurationOutcome& outcome) {
  if (issuer.empty()) return;
  const auto url = Url::parse(issuer);
  const bool is_issuer = url && (url->scheme == "https" || url->scheme == "http") && !url->host.empty() &&
                         !url->has_query && url->fragment.empty();
  if (!is_issuer) outcome.errors.push_back(prefix + "_ISSUER: must be an https address without a query");
}

bool is_taken(std::string_view name) {
  constexpr std::array kTaken = {"bitbucket", "github", "gitlab", "google", "facebook", "email", "saml"};
  return std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end();
}

}  // namespace

std::span<const OidcField> oidc_fields() { return kFields; }

void read_oidc_keys(const Variables& variables, ConfigurationOutcome& outcome) {
  std::map<std::string, std::string> written_names;
  auto& providers = outcome.configuration.external.oidc;
  for (const auto& [name, value] : variables) {
    const auto split = split_name(name);
    if (!split || value.empty()) continue;
    const std::string provider = lower_ascii(split->provider);
    written_names[provider] = std::string(kFamily) + std::string(split->provider);
    split->field->set(providers[provider], value);
  }
  for (const auto& [name, provider] : providers) {
    const std::string& prefix = written_names[name];
    require(provider.issuer, prefix + "_ISSUER", outcome);
    require(provider.client_id, prefix + "_CLIENT_ID", outcome);
    require(provider.redirect_uri, prefix + "_REDIRECT_URI", outcome);
    check_issuer(provider.issuer, prefix, outcome);
    if (is_taken(name)) outcome.errors.push_back(prefix + "_*: the name belongs to another way to sign in; choose another");
  }
}

std::string correct_oidc_name(std::string_view name) {
  if (!name.starts_with(kFamily) || split_name(name)) return {};
  for (const auto& field : kFields) {
    for (auto underscore = name.find('_', kFamily.size()); underscore != name.npos;
         underscore = name.find('_', underscore + 1)) {
      if (!is_one_edit_away(name.substr(underscore + 1), field.suffix)) continue;
      return std::string(name.substr(0, underscore + 1)) + std::string(field.suffix);
    }
  }
  return {};
}

}  // namespace gotrue
