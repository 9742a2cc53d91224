#include "dialect/netlify/errors.hpp"

#include <optional>

#include "base/json.hpp"
#include "dialect/netlify/present_json.hpp"

namespace gotrue::netlify {
namespace {

HttpResponse envelope(int status, std::string_view text, std::string_view request_id) {
  std::string body = R"({"code":)" + std::to_string(status) + R"(,"msg":)";
  json::append_string(body, text);
  if (status >= 500 && !request_id.empty()) {
    body += R"(,"error_id":)";
    json::append_string(body, request_id);
  }
  body += '}';
  return json_response(status, std::move(body));
}

void add_retry_after(HttpResponse& response, std::chrono::seconds retry_after) {
  if (retry_after.count() > 0) response.add_field("Retry-After", std::to_string(retry_after.count()));
}

// The code of RFC 6749 §5.2 for an error of a grant; nullopt for what takes the common envelope.
std::optional<std::string_view> oauth_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::UnsupportedGrantType: return "unsupported_grant_type";
    case ErrorCode::RefreshTokenMissing:
    case ErrorCode::CodeRequestIncomplete: return "invalid_request";
    case ErrorCode::InvalidCredentials:
    case ErrorCode::EmailNotConfirmed:
    case ErrorCode::UserBanned:
    case ErrorCode::RefreshTokenUnknown:
    case ErrorCode::RefreshTokenRevoked:
    case ErrorCode::RefreshTokenExpired:
    case ErrorCode::ExternalCodeRefused:
    case ErrorCode::CodeInvalid: return "invalid_grant";
    case ErrorCode::InvalidInput: return "invalid_request";
    default: return std::nullopt;
  }
}

}  // namespace

// Every code has its line: a new one does not compile without a warning until it is worded here.
ErrorPresentation describe(const Error& error) {
  switch (error.code) {
    case ErrorCode::InvalidInput: return {400, error.detail};
    case ErrorCode::PayloadTooLarge: return {413, "Request body is too large"};
    case ErrorCode::RateLimited: return {429, "Rate limit exceeded"};
    case ErrorCode::ServerBusy: return {503, "Server is busy, try again later"};
    case ErrorCode::Internal: return {500, "Internal Server Error"};

    case ErrorCode::BearerTokenMissing: return {401, "This endpoint requires a Bearer token"};
    case ErrorCode::AccessTokenInvalid: return {401, "Invalid token: " + error.detail};
    case ErrorCode::SubjectInvalid: return {400, "Could not read User ID claim"};
    case ErrorCode::AudienceMismatch: return {400, "Token audience doesn't match request audience"};
    case ErrorCode::UserUnknown: return {401, "Invalid user"};
    case ErrorCode::AdminUnknown: return {401, "Invalid admin user"};
    case ErrorCode::AdminRequired: return {401, "User not allowed"};
    case ErrorCode::AudienceForbidden: return {401, "User not allowed"};
    case ErrorCode::ExportSecretInvalid: return {401, "Invalid export secret"};
    case ErrorCode::OperatorRequired: return {401, "Request does not include an Operator token"};

    case ErrorCode::InstanceHeaderMissing: return {400, "Operator microservice headers missing"};
    case ErrorCode::InstanceHeaderInvalid:
      return {400, "Operator microservice signature is invalid: " + error.detail};
    case ErrorCode::InstanceClaimMissing: return {400, "Instance ID is missing"};
    case ErrorCode::InstanceClaimInvalid: return {400, "Instance ID is not a valid UUID"};
    case ErrorCode::InstanceUnlocatable: return {404, "Unable to locate site configuration"};
    case ErrorCode::InstanceUnusable: return {500, "Error loading environment config"};
    case ErrorCode::InstanceNotFound: return {404, "Instance not found"};
    case ErrorCode::InstanceIdInvalid: return {400, "Invalid instance ID"};
    case ErrorCode::InstanceTaken: return {400, "An instance with that UUID already exists"};

    case ErrorCode::SignupDisabled: return {403, "Signups not allowed for this instance"};
    case ErrorCode::EmailProviderDisabled: return {400, "Unsupported email provider"};
    case ErrorCode::PasswordMissing: return {422, "Signup requires a valid password"};
    case ErrorCode::PasswordTooShort: return {422, "Password must have at least " + error.detail + " characters"};
    case ErrorCode::PasswordTooLong: return {422, "Password must not be longer than 72 bytes"};
    case ErrorCode::PasswordInvalid: return {422, "Password must not contain a NUL character"};
    case ErrorCode::EmailMissing: return {422, "An email address is required"};
    case ErrorCode::EmailInvalid: return {422, "Unable to validate email address: " + error.detail};
    case ErrorCode::EmailTaken: return {422, "Email address already registered by another user"};
    case ErrorCode::UserAlreadyRegistered:
      return {400, "A user with this email address has already been registered"};
    case ErrorCode::MetadataTooLarge: return {422, "User metadata must not " + error.detail};
    case ErrorCode::UserDataInvalid: return {422, "Invalid user data: " + error.detail};
    case ErrorCode::UserNotFound: return {404, "User not found"};
    case ErrorCode::UserIdInvalid: return {400, "user_id must be an UUID"};
    case ErrorCode::AppMetadataForbidden: return {401, "Updating app_metadata requires admin privileges"};
    case ErrorCode::BanDurationInvalid: return {422, "Invalid ban_duration: " + error.detail};
    case ErrorCode::SessionNotFound: return {404, "Session not found"};

    case ErrorCode::VerifyTokenMissing: return {422, "Verify requires a token"};
    case ErrorCode::VerifyTypeMissing: return {422, "Verify requires a verification type"};
    case ErrorCode::ConfirmationTokenExpired: return {422, "Confirmation token expired"};
    case ErrorCode::RecoveryTokenExpired: return {422, "Recovery token expired"};
    case ErrorCode::InvitePasswordMissing: return {422, "Invited users must specify a password"};
    case ErrorCode::RecoveryEmailMissing: return {422, "Password recovery requires an email"};
    case ErrorCode::MailFrequencyExceeded: return {429, "Rate limit exceeded, try again later"};
    case ErrorCode::EmailChangeTokenMismatch: return {401, "Email Change Token didn't match token on file"};
    case ErrorCode::EmailChangeTokenExpired: return {422, "Email change token expired"};

    case ErrorCode::UnsupportedGrantType: return {400, ""};
    case ErrorCode::InvalidCredentials: return {400, "No user found with that email, or password invalid."};
    case ErrorCode::EmailNotConfirmed: return {400, "Email not confirmed"};
    case ErrorCode::UserBanned: return {400, "User is banned"};
    case ErrorCode::RefreshTokenMissing: return {400, "refresh_token required"};
    case ErrorCode::RefreshTokenUnknown: return {400, "Invalid Refresh Token"};
    case ErrorCode::RefreshTokenRevoked: return {400, "Invalid Refresh Token"};
    case ErrorCode::RefreshTokenExpired: return {400, "Refresh token expired"};
    case ErrorCode::CodeRequestIncomplete: return {400, error.detail};
    case ErrorCode::CodeInvalid: return {400, "Invalid authorization code"};

    case ErrorCode::PageInvalid: return {400, "Bad Pagination Parameters: " + error.detail};
    case ErrorCode::SortInvalid: return {400, "Bad Sort Parameters: " + error.detail};
    case ErrorCode::AuditQueryInvalid: return {400, "Invalid query scope: " + error.detail};

    case ErrorCode::HookFailed: return {422, "Failed to handle signup webhook"};
    case ErrorCode::HookTimedOut:
      return {504, "Failed to perform webhook in time frame (" + error.detail + " seconds)"};
    case ErrorCode::HookUnreachable: return {502, "Failed to connect to webhook"};
    case ErrorCode::HookReplyInvalid: return {500, "Webhook returned malformed JSON: " + error.detail};
    case ErrorCode::DeliveryNotFound: return {404, "Delivery not found"};

    case ErrorCode::OutboundTimedOut:
    case ErrorCode::OutboundUnreachable:
    case ErrorCode::OutboundTooLarge: return {500, "Internal Server Error"};

    case ErrorCode::ProviderUnsupported: return {400, "Unsupported provider: " + error.detail};
    case ErrorCode::ExternalProviderUnavailable:
      return {503, "The " + error.detail + " provider does not answer, try again later"};
    case ErrorCode::ExternalCodeMissing: return {400, "Authorization code missing"};
    case ErrorCode::ExternalCodeRefused:
      return {500, "Unable to exchange external code for " + error.detail + " provider"};
    case ErrorCode::ExternalAccountUnreadable: return {500, "Error getting user email from external provider"};
    case ErrorCode::ExternalIdentityTaken:
      return {400, "This " + error.detail + " account already signs in another user"};
    case ErrorCode::ExternalBrowserMismatch:
      return {403, "This sign-in was started in another browser, or its cookie is gone; please try again"};
    case ErrorCode::InviteEmailMismatch: return {400, "Invited email does not match emails from external provider"};
    case ErrorCode::OAuthStateMissing: return {400, "OAuth state parameter missing"};
    case ErrorCode::OAuthStateInvalid: return {400, "OAuth state is invalid: " + error.detail};
    case ErrorCode::SamlDisabled: return {400, "SAML Provider is not enabled"};
    case ErrorCode::SamlRelayStateMissing: return {400, "SAML RelayState is missing"};
    case ErrorCode::SamlRelayStateInvalid: return {400, "SAML RelayState is invalid: " + error.detail};
    case ErrorCode::SamlResponseMissing: return {400, "SAML Response is missing"};
    case ErrorCode::SamlResponseInvalid: return {400, "The answer of the identity provider could not be verified"};
    case ErrorCode::SamlTimeInvalid: return {403, "SAML response has invalid time"};
    case ErrorCode::SamlAudienceInvalid: return {403, "SAML response is not in audience"};
  }
  return {500, "Internal Server Error"};
}

HttpResponse present_error(const Error& error, std::string_view request_id) {
  const ErrorPresentation presentation = describe(error);
  HttpResponse response = envelope(presentation.status, presentation.text, request_id);
  add_retry_after(response, error.retry_after);
  return response;
}

HttpResponse present_oauth_error(const Error& error, std::string_view request_id) {
  const auto code = oauth_code(error.code);
  if (!code) return present_error(error, request_id);
  std::string body = R"({"error":")" + std::string(*code) + '"';
  const ErrorPresentation presentation = describe(error);
  if (!presentation.text.empty()) {
    body += R"(,"error_description":)";
    json::append_string(body, presentation.text);
  }
  body += '}';
  return json_response(400, std::move(body));
}

HttpResponse present_transport_error(TransportError error, std::string_view request_id) {
  switch (error) {
    case TransportError::NotFound: return envelope(404, "Not Found", request_id);
    case TransportError::MethodNotAllowed: return envelope(405, "Method Not Allowed", request_id);
    case TransportError::BadRequest: return envelope(400, "Bad Request", request_id);
    case TransportError::HeadersTooLarge: return envelope(431, "Request headers are too large", request_id);
    case TransportError::BodyTooLarge: return envelope(413, "Request body is too large", request_id);
    case TransportError::ValueRefused: return envelope(422, "The database cannot hold a value of the request", request_id);
    case TransportError::RequestTimeout: return envelope(408, "Request took too long", request_id);
    case TransportError::RateLimited: return envelope(429, "Rate limit exceeded", request_id);
    case TransportError::ServerBusy: return envelope(503, "Server is busy, try again later", request_id);
    case TransportError::Internal: return envelope(500, "Internal Server Error", request_id);
  }
  return envelope(500, "Internal Server Error", request_id);
}

}  // namespace gotrue::netlify
