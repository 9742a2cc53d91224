// The closed list of what can go wrong in the words of the domain. The core returns these; each dialect
// maps every code to a status and a body in one place. No code carries an HTTP number.
#pragma once
#include <chrono>
#include <string>
#include <utility>

namespace gotrue {

enum class ErrorCode {
  // Requests
  InvalidInput,          // detail: the whole public text (a body or parameter that cannot be read)
  PayloadTooLarge,       // the body is over the configured limit
  RateLimited,           // retry_after: when to come back
  ServerBusy,            // a bounded queue is full or the storage is not reachable; retry_after
  Internal,              // broken infrastructure or a bug; nothing of it is public

  // Who asks
  BearerTokenMissing,
  AccessTokenInvalid,    // detail: the reason, public
  SubjectInvalid,        // the claim `sub` is no UUID
  AudienceMismatch,      // token audience is not the request's
  UserUnknown,           // the bearer of a valid token no longer exists (logout)
  AdminUnknown,          // an admin endpoint, and the user of the token does not exist
  AdminRequired,         // an admin endpoint, and the user is no admin
  AudienceForbidden,     // an admin by role names another audience
  ExportSecretInvalid,
  OperatorRequired,      // an endpoint of the operator, and the bearer token is not its token

  // Which instance (multi-instance mode)
  InstanceHeaderMissing, // there is no X-Nf-Sign
  InstanceHeaderInvalid, // detail: the reason, public
  InstanceClaimMissing,  // X-Nf-Sign names no instance
  InstanceClaimInvalid,  // what it names is no UUID
  InstanceUnlocatable,   // there is no such instance
  InstanceUnusable,      // its configuration has no JWT secret or cannot be read
  InstanceNotFound,      // the operator asks for an instance that is not there
  InstanceIdInvalid,
  InstanceTaken,         // another instance has the UUID

  // Accounts
  SignupDisabled,
  EmailProviderDisabled,
  PasswordMissing,
  PasswordTooShort,      // detail: the least number of characters
  PasswordTooLong,       // more than 72 bytes
  PasswordInvalid,       // contains NUL
  EmailMissing,
  EmailInvalid,          // detail: what is wrong with it
  EmailTaken,            // another row has the address
  UserAlreadyRegistered, // sign-up for a confirmed address
  MetadataTooLarge,
  UserDataInvalid,       // detail: the field and what the schema for custom user data asks of it
  UserNotFound,
  UserIdInvalid,
  AppMetadataForbidden,
  BanDurationInvalid,    // detail: the text that is no duration
  SessionNotFound,

  // One-time tokens and mail
  VerifyTokenMissing,
  VerifyTypeMissing,
  ConfirmationTokenExpired,
  RecoveryTokenExpired,
  InvitePasswordMissing,
  RecoveryEmailMissing,
  MailFrequencyExceeded, // retry_after
  EmailChangeTokenMismatch,
  EmailChangeTokenExpired,

  // Grants
  UnsupportedGrantType,
  InvalidCredentials,
  EmailNotConfirmed,
  UserBanned,
  RefreshTokenMissing,
  RefreshTokenUnknown,
  RefreshTokenRevoked,
  RefreshTokenExpired,
  CodeRequestIncomplete, // detail: what is missing or off (authorization_code)
  CodeInvalid,           // the code is wrong, used or expired

  // Lists
  PageInvalid,           // detail
  SortInvalid,           // detail
  AuditQueryInvalid,     // detail: the query as sent

  // Webhooks
  HookFailed,            // every call was answered with a status that is no success
  HookTimedOut,          // the last call was not answered in time; detail: that time in seconds
  HookUnreachable,       // refused, dropped, or not allowed to be reached
  HookReplyInvalid,      // detail: what is wrong with it
  DeliveryNotFound,

  // Outgoing requests: whoever sent one says what its failure means to the caller
  OutboundTimedOut,
  OutboundUnreachable,   // no connection, a dropped one, or an address that is not allowed
  OutboundTooLarge,      // the answer

  // External sign-in
  ProviderUnsupported,   // detail
  ExternalProviderUnavailable,  // detail: the provider's name; it had to be asked and did not answer
  ExternalCodeMissing,
  ExternalCodeRefused,          // detail: the provider's name
  ExternalAccountUnreadable,    // the provider did not say who it is, or nothing that counts
  ExternalIdentityTaken,        // detail: the provider's name; the account belongs to another user
  ExternalBrowserMismatch,      // the sign-in began in another browser
  InviteEmailMismatch,          // the invited address is none of the account's
  OAuthStateMissing,
  OAuthStateInvalid,     // detail: the reason
  SamlDisabled,
  SamlRelayStateMissing,
  SamlRelayStateInvalid, // detail: the reason
  SamlResponseMissing,
  SamlResponseInvalid,   // it proves nothing; the reason is for the log
  SamlTimeInvalid,       // the assertion is not valid yet or any more
  SamlAudienceInvalid,   // the assertion is meant for somebody else
};

// One expected failure. `detail` may be shown to the caller, `internal` goes to the log alone.
struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string detail = {};
  std::string internal = {};
  std::chrono::seconds retry_after{0};
};

inline Error make_error(ErrorCode code, std::string detail = {}) { return Error{code, std::move(detail), {}, {}}; }

}  // namespace gotrue
