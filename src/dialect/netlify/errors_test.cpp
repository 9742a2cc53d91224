#include "dialect/netlify/errors.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gotrue::netlify {
namespace {

struct Golden {
  ErrorCode code;
  const char* detail;
  int status;
  const char* body;
};

class EnvelopeOfEveryCode : public testing::TestWithParam<Golden> {};

TEST_P(EnvelopeOfEveryCode, IsAsTheContractWordsIt) {
  const HttpResponse response = present_error(make_error(GetParam().code, GetParam().detail), "id");
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(response.body, GetParam().body);
}

const std::vector<Golden> kEveryCode = {
    Golden{ErrorCode::InvalidInput, "Could not read Signup params: EOF", 400,
           R"({"code":400,"msg":"Could not read Signup params: EOF"})"},
    Golden{ErrorCode::PayloadTooLarge, "", 413, R"({"code":413,"msg":"Request body is too large"})"},
    Golden{ErrorCode::RateLimited, "", 429, R"({"code":429,"msg":"Rate limit exceeded"})"},
    Golden{ErrorCode::ServerBusy, "", 503,
           R"({"code":503,"msg":"Server is busy, try again later","error_id":"id"})"},
    Golden{ErrorCode::Internal, "secret", 500, R"({"code":500,"msg":"Internal Server Error","error_id":"id"})"},
    Golden{ErrorCode::BearerTokenMissing, "", 401,
           R"({"code":401,"msg":"This endpoint requires a Bearer token"})"},
    Golden{ErrorCode::AccessTokenInvalid, "signature is invalid", 401,
           R"({"code":401,"msg":"Invalid token: signature is invalid"})"},
    Golden{ErrorCode::SubjectInvalid, "", 400, R"({"code":400,"msg":"Could not read User ID claim"})"},
    Golden{ErrorCode::AudienceMismatch, "", 400,
           R"({"code":400,"msg":"Token audience doesn't match request audience"})"},
    Golden{ErrorCode::UserUnknown, "", 401, R"({"code":401,"msg":"Invalid user"})"},
    Golden{ErrorCode::AdminUnknown, "", 401, R"({"code":401,"msg":"Invalid admin user"})"},
    Golden{ErrorCode::AdminRequired, "", 401, R"({"code":401,"msg":"User not allowed"})"},
    Golden{ErrorCode::AudienceForbidden, "", 401, R"({"code":401,"msg":"User not allowed"})"},
    Golden{ErrorCode::ExportSecretInvalid, "", 401, R"({"code":401,"msg":"Invalid export secret"})"},
    Golden{ErrorCode::OperatorRequired, "", 401,
           R"({"code":401,"msg":"Request does not include an Operator token"})"},
    Golden{ErrorCode::InstanceHeaderMissing, "", 400,
           R"({"code":400,"msg":"Operator microservice headers missing"})"},
    Golden{ErrorCode::InstanceHeaderInvalid, "token is expired", 400,
           R"({"code":400,"msg":"Operator microservice signature is invalid: token is expired"})"},
    Golden{ErrorCode::InstanceClaimMissing, "", 400, R"({"code":400,"msg":"Instance ID is missing"})"},
    Golden{ErrorCode::InstanceClaimInvalid, "", 400, R"({"code":400,"msg":"Instance ID is not a valid UUID"})"},
    Golden{ErrorCode::InstanceUnlocatable, "", 404, R"({"code":404,"msg":"Unable to locate site configuration"})"},
    Golden{ErrorCode::InstanceUnusable, "", 500,
           R"({"code":500,"msg":"Error loading environment config","error_id":"id"})"},
    Golden{ErrorCode::InstanceNotFound, "", 404, R"({"code":404,"msg":"Instance not found"})"},
    Golden{ErrorCode::InstanceIdInvalid, "", 400, R"({"code":400,"msg":"Invalid instance ID"})"},
    Golden{ErrorCode::InstanceTaken, "", 400,
           R"({"code":400,"msg":"An instance with that UUID already exists"})"},
    Golden{ErrorCode::SignupDisabled, "", 403, R"({"code":403,"msg":"Signups not allowed for this instance"})"},
    Golden{ErrorCode::EmailProviderDisabled, "", 400, R"({"code":400,"msg":"Unsupported email provider"})"},
    Golden{ErrorCode::PasswordMissing, "", 422, R"({"code":422,"msg":"Signup requires a valid password"})"},
    Golden{ErrorCode::PasswordTooShort, "6", 422,
           R"({"code":422,"msg":"Password must have at least 6 characters"})"},
    Golden{ErrorCode::PasswordTooLong, "", 422,
           R"({"code":422,"msg":"Password must not be longer than 72 bytes"})"},
    Golden{ErrorCode::PasswordInvalid, "", 422,
           R"({"code":422,"msg":"Password must not contain a NUL character"})"},
    Golden{ErrorCode::EmailMissing, "", 422, R"({"code":422,"msg":"An email address is required"})"},
    Golden{ErrorCode::EmailInvalid, "mail: missing '@' or angle-addr", 422,
           R"({"code":422,"msg":"Unable to validate email address: mail: missing '@' or angle-addr"})"},
    Golden{ErrorCode::EmailTaken, "", 422,
           R"({"code":422,"msg":"Email address already registered by another user"})"},
    Golden{ErrorCode::UserAlreadyRegistered, "", 400,
           R"({"code":400,"msg":"A user with this email address has already been registered"})"},
    Golden{ErrorCode::MetadataTooLarge, "be larger than 32 KiB", 422,
           R"({"code":422,"msg":"User metadata must not be larger than 32 KiB"})"},
    Golden{ErrorCode::UserDataInvalid, "data.age: must be a number", 422,
           R"({"code":422,"msg":"Invalid user data: data.age: must be a number"})"},
    Golden{ErrorCode::UserNotFound, "", 404, R"({"code":404,"msg":"User not found"})"},
    Golden{ErrorCode::UserIdInvalid, "", 400, R"({"code":400,"msg":"user_id must be an UUID"})"},
    Golden{ErrorCode::AppMetadataForbidden, "", 401,
           R"({"code":401,"msg":"Updating app_metadata requires admin privileges"})"},
    Golden{ErrorCode::BanDurationInvalid, "x", 422, R"({"code":422,"msg":"Invalid ban_duration: x"})"},
    Golden{ErrorCode::SessionNotFound, "", 404, R"({"code":404,"msg":"Session not found"})"},
    Golden{ErrorCode::VerifyTokenMissing, "", 422, R"({"code":422,"msg":"Verify requires a token"})"},
    Golden{ErrorCode::VerifyTypeMissing, "", 422, R"({"code":422,"msg":"Verify requires a verification type"})"},
    Golden{ErrorCode::ConfirmationTokenExpired, "", 422, R"({"code":422,"msg":"Confirmation token expired"})"},
    Golden{ErrorCode::RecoveryTokenExpired, "", 422, R"({"code":422,"msg":"Recovery token expired"})"},
    Golden{ErrorCode::InvitePasswordMissing, "", 422,
           R"({"code":422,"msg":"Invited users must specify a password"})"},
    Golden{ErrorCode::RecoveryEmailMissing, "", 422,
           R"({"code":422,"msg":"Password recovery requires an email"})"},
    Golden{ErrorCode::MailFrequencyExceeded, "", 429,
           R"({"code":429,"msg":"Rate limit exceeded, try again later"})"},
    Golden{ErrorCode::EmailChangeTokenMismatch, "", 401,
           R"({"code":401,"msg":"Email Change Token didn't match token on file"})"},
    Golden{ErrorCode::EmailChangeTokenExpired, "", 422, R"({"code":422,"msg":"Email change token expired"})"},
    Golden{ErrorCode::PageInvalid, "x", 400, R"({"code":400,"msg":"Bad Pagination Parameters: x"})"},
    Golden{ErrorCode::SortInvalid, "x", 400, R"({"code":400,"msg":"Bad Sort Parameters: x"})"},
    Golden{ErrorCode::AuditQueryInvalid, "x", 400, R"({"code":400,"msg":"Invalid query scope: x"})"},
    Golden{ErrorCode::HookFailed, "", 422, R"({"code":422,"msg":"Failed to handle signup webhook"})"},
    Golden{ErrorCode::HookTimedOut, "5", 504,
           R"j({"code":504,"msg":"Failed to perform webhook in time frame (5 seconds)","error_id":"id"})j"},
    Golden{ErrorCode::HookUnreachable, "", 502,
           R"({"code":502,"msg":"Failed to connect to webhook","error_id":"id"})"},
    Golden{ErrorCode::HookReplyInvalid, "unexpected EOF", 500,
           R"({"code":500,"msg":"Webhook returned malformed JSON: unexpected EOF","error_id":"id"})"},
    Golden{ErrorCode::OutboundTimedOut, "x", 500, R"({"code":500,"msg":"Internal Server Error","error_id":"id"})"},
    Golden{ErrorCode::DeliveryNotFound, "", 404, R"({"code":404,"msg":"Delivery not found"})"},
    Golden{ErrorCode::ProviderUnsupported, "x", 400, R"({"code":400,"msg":"Unsupported provider: x"})"},
    Golden{ErrorCode::ExternalProviderUnavailable, "acme", 503,
           R"({"code":503,"msg":"The acme provider does not answer, try again later","error_id":"id"})"},
    Golden{ErrorCode::ExternalCodeMissing, "", 400, R"({"code":400,"msg":"Authorization code missing"})"},
    Golden{ErrorCode::ExternalCodeRefused, "github", 500,
           R"({"code":500,"msg":"Unable to exchange external code for github provider","error_id":"id"})"},
    Golden{ErrorCode::ExternalAccountUnreadable, "", 500,
           R"({"code":500,"msg":"Error getting user email from external provider","error_id":"id"})"},
    Golden{ErrorCode::ExternalIdentityTaken, "github", 400,
           R"({"code":400,"msg":"This github account already signs in another user"})"},
    Golden{ErrorCode::ExternalBrowserMismatch, "", 403,
           R"({"code":403,"msg":"This sign-in was started in another browser, or its cookie is gone; please try again"})"},
    Golden{ErrorCode::InviteEmailMismatch, "", 400,
           R"({"code":400,"msg":"Invited email does not match emails from external provider"})"},
    Golden{ErrorCode::OAuthStateMissing, "", 400, R"({"code":400,"msg":"OAuth state parameter missing"})"},
    Golden{ErrorCode::OAuthStateInvalid, "x", 400, R"({"code":400,"msg":"OAuth state is invalid: x"})"},
    Golden{ErrorCode::SamlDisabled, "", 400, R"({"code":400,"msg":"SAML Provider is not enabled"})"},
    Golden{ErrorCode::SamlRelayStateMissing, "", 400, R"({"code":400,"msg":"SAML RelayState is missing"})"},
    Golden{ErrorCode::SamlResponseMissing, "", 400, R"({"code":400,"msg":"SAML Response is missing"})"},
    Golden{ErrorCode::SamlResponseInvalid, "", 400,
           R"({"code":400,"msg":"The answer of the identity provider could not be verified"})"},
    Golden{ErrorCode::SamlTimeInvalid, "", 403, R"({"code":403,"msg":"SAML response has invalid time"})"},
    Golden{ErrorCode::SamlAudienceInvalid, "", 403, R"({"code":403,"msg":"SAML response is not in audience"})"}};

INSTANTIATE_TEST_SUITE_P(Golden, EnvelopeOfEveryCode, testing::ValuesIn(kEveryCode));

class OAuthEnvelope : public testing::TestWithParam<Golden> {};

TEST_P(OAuthEnvelope, IsThatOfRfc6749) {
  const HttpResponse response = present_oauth_error(make_error(GetParam().code, GetParam().detail), "id");
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(response.body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    Golden, OAuthEnvelope,
    testing::Values(
        Golden{ErrorCode::UnsupportedGrantType, "", 400, R"({"error":"unsupported_grant_type"})"},
        Golden{ErrorCode::InvalidCredentials, "", 400,
               R"({"error":"invalid_grant","error_description":"No user found with that email, or password invalid."})"},
        Golden{ErrorCode::EmailNotConfirmed, "", 400,
               R"({"error":"invalid_grant","error_description":"Email not confirmed"})"},
        Golden{ErrorCode::UserBanned, "", 400, R"({"error":"invalid_grant","error_description":"User is banned"})"},
        Golden{ErrorCode::RefreshTokenMissing, "", 400,
               R"({"error":"invalid_request","error_description":"refresh_token required"})"},
        Golden{ErrorCode::RefreshTokenUnknown, "", 400,
               R"({"error":"invalid_grant","error_description":"Invalid Refresh Token"})"},
        Golden{ErrorCode::RefreshTokenRevoked, "", 400,
               R"({"error":"invalid_grant","error_description":"Invalid Refresh Token"})"},
        Golden{ErrorCode::RefreshTokenExpired, "", 400,
               R"({"error":"invalid_grant","error_description":"Refresh token expired"})"},
        Golden{ErrorCode::CodeRequestIncomplete, "code required", 400,
               R"({"error":"invalid_request","error_description":"code required"})"},
        Golden{ErrorCode::CodeInvalid, "", 400,
               R"({"error":"invalid_grant","error_description":"Invalid authorization code"})"},
        Golden{ErrorCode::EmailProviderDisabled, "", 400, R"({"code":400,"msg":"Unsupported email provider"})"},
        Golden{ErrorCode::RateLimited, "", 429, R"({"code":429,"msg":"Rate limit exceeded"})"},
        Golden{ErrorCode::Internal, "x", 500,
               R"({"code":500,"msg":"Internal Server Error","error_id":"id"})"}));

TEST(PresentError, HasNoIdOfARequestThatHasNone) {
  EXPECT_EQ(present_transport_error(TransportError::ServerBusy, "").body,
            R"({"code":503,"msg":"Server is busy, try again later"})");
}

TEST(PresentError, SaysWhenToComeBack) {
  Error error = make_error(ErrorCode::MailFrequencyExceeded);
  error.retry_after = std::chrono::seconds(17);
  const HttpResponse response = present_error(error, "id");
  EXPECT_EQ(response.fields.back(), (std::pair<std::string, std::string>("Retry-After", "17")));
}

TEST(PresentError, NeverShowsWhatIsInternal) {
  Error error = make_error(ErrorCode::ServerBusy);
  error.internal = "SELECT secret";
  EXPECT_EQ(present_error(error, "id").body.find("SELECT"), std::string::npos);
}

}  // namespace
}  // namespace gotrue::netlify
