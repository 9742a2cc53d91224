#include "http/middleware/cors.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gotrue::http {
namespace {

std::string_view field(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.fields) {
    if (key == name) return value;
  }
  return {};
}

bool has_cors_fields(const HttpResponse& response) {
  return std::any_of(response.fields.begin(), response.fields.end(),
                     [](const auto& entry) { return entry.first.starts_with("Access-Control-"); });
}

class CorsTest : public ::testing::Test {
 protected:
  static HttpRequest request(Method method, std::string_view name, std::string_view origin) {
    HttpRequest request;
    request.method = method;
    request.method_name = name;
    if (!origin.empty()) request.fields.push_back({"Origin", origin});
    return request;
  }
  HttpResponse preflight(std::string_view origin, std::string_view method, std::string_view headers = {}) const {
    HttpRequest http = request(Method::Options, "OPTIONS", origin);
    http.fields.push_back({"Access-Control-Request-Method", method});
    if (!headers.empty()) http.fields.push_back({"Access-Control-Request-Headers", headers});
    return cors_.answer_preflight(http, site_origin_);
  }
  HttpResponse answer(Method method, std::string_view name, std::string_view origin) const {
    HttpResponse response;
    cors_.add_fields(request(method, name, origin), site_origin_, response);
    return response;
  }

  const Cors cors_{{"https://site.example", "https://app.example:8443"}};
  std::string site_origin_;
};

TEST_F(CorsTest, AnswersAPreflightFromAnyOrigin) {
  const HttpResponse response = preflight("http://a.example", "PUT", "authorization,content-type");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(field(response, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(field(response, "Access-Control-Allow-Methods"), "PUT");
  EXPECT_EQ(field(response, "Access-Control-Allow-Headers"), "authorization,content-type");
  EXPECT_EQ(field(response, "Access-Control-Allow-Credentials"), "");
  EXPECT_EQ(field(response, "Vary"), "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
}

TEST_F(CorsTest, NamesTheOriginThatMayHaveCredentials) {
  for (const std::string_view origin : {"https://site.example", "https://APP.example:8443"}) {
    const HttpResponse response = preflight(origin, "POST", "x-use-cookie");
    EXPECT_EQ(field(response, "Access-Control-Allow-Origin"), origin);
    EXPECT_EQ(field(response, "Access-Control-Allow-Credentials"), "true");
  }
}

TEST_F(CorsTest, GivesCredentialsToNoSimilarOrigin) {
  for (const std::string_view origin : {"http://site.example", "https://site.example:444", "https://site.example.evil.example",
                                        "https://evil-site.example", "https://app.example", "null", "*"}) {
    EXPECT_EQ(field(preflight(origin, "POST"), "Access-Control-Allow-Credentials"), "") << origin;
    EXPECT_EQ(field(preflight(origin, "POST"), "Access-Control-Allow-Origin"), "*") << origin;
    EXPECT_EQ(field(answer(Method::Get, "GET", origin), "Access-Control-Allow-Credentials"), "") << origin;
  }
}

TEST_F(CorsTest, GivesCredentialsToTheSiteOfTheRequestToo) {
  site_origin_ = "https://tenant.example";
  for (const std::string_view origin : {"https://tenant.example", "https://Tenant.example", "https://site.example"}) {
    EXPECT_EQ(field(preflight(origin, "POST"), "Access-Control-Allow-Credentials"), "true") << origin;
    EXPECT_EQ(field(preflight(origin, "POST"), "Access-Control-Allow-Origin"), origin);
    EXPECT_EQ(field(answer(Method::Get, "GET", origin), "Access-Control-Allow-Credentials"), "true") << origin;
  }
  EXPECT_EQ(field(preflight("https://other.example", "POST"), "Access-Control-Allow-Credentials"), "");
  site_origin_ = "";
  EXPECT_EQ(field(answer(Method::Get, "GET", ""), "Access-Control-Allow-Credentials"), "");
}

TEST_F(CorsTest, OffersTheMethodsOfTheContract) {
  for (const std::string_view method : {"GET", "POST", "PUT", "DELETE"}) {
    EXPECT_EQ(field(preflight("http://a.example", method), "Access-Control-Allow-Methods"), method);
  }
  EXPECT_EQ(field(preflight("http://a.example", "put"), "Access-Control-Allow-Methods"), "PUT");
}

TEST_F(CorsTest, OffersTheHeadersOfTheContract) {
  for (const std::string_view name :
       {"Accept", "Authorization", "Content-Type", "X-JWT-AUD", "X-Use-Cookie", "x-nf-client", "origin"}) {
    EXPECT_EQ(field(preflight("http://a.example", "GET", name), "Access-Control-Allow-Headers"), name);
  }
}

TEST_F(CorsTest, AnswersAnythingElseWithoutACorsField) {
  EXPECT_FALSE(has_cors_fields(preflight("http://a.example", "PATCH")));
  EXPECT_FALSE(has_cors_fields(preflight("http://a.example", "GET", "x-odd")));
  EXPECT_FALSE(has_cors_fields(preflight("http://a.example", "GET", "authorization, x-odd")));
  EXPECT_FALSE(has_cors_fields(preflight("", "GET")));
  EXPECT_EQ(preflight("http://a.example", "GET", "x-odd").status, 204);
}

TEST_F(CorsTest, TakesOptionsWithoutRequestMethodForNoPreflight) {
  EXPECT_FALSE(Cors::is_preflight(request(Method::Options, "OPTIONS", "http://a.example")));
}

TEST_F(CorsTest, TakesNoOtherMethodForAPreflight) {
  HttpRequest http = request(Method::Get, "GET", "http://a.example");
  http.fields.push_back({"Access-Control-Request-Method", "GET"});
  EXPECT_FALSE(Cors::is_preflight(http));
}

TEST_F(CorsTest, AddsItsFieldsToAnswers) {
  const HttpResponse response = answer(Method::Post, "POST", "http://a.example");
  EXPECT_EQ(field(response, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(field(response, "Access-Control-Expose-Headers"), "Link, X-Total-Count, Retry-After");
  EXPECT_EQ(field(response, "Vary"), "Origin");
}

TEST_F(CorsTest, AddsCredentialsToAnswersForTheirOrigins) {
  const HttpResponse response = answer(Method::Get, "GET", "https://site.example");
  EXPECT_EQ(field(response, "Access-Control-Allow-Origin"), "https://site.example");
  EXPECT_EQ(field(response, "Access-Control-Allow-Credentials"), "true");
}

TEST_F(CorsTest, VariesAnswersWithoutOriginToo) {
  const HttpResponse response = answer(Method::Get, "GET", "");
  EXPECT_EQ(field(response, "Vary"), "Origin");
  EXPECT_FALSE(has_cors_fields(response));
}

TEST_F(CorsTest, AddsNothingForAMethodThatIsNotOffered) {
  EXPECT_FALSE(has_cors_fields(answer(Method::Patch, "PATCH", "http://a.example")));
  EXPECT_TRUE(has_cors_fields(answer(Method::Head, "HEAD", "http://a.example")));
}

}  // namespace
}  // namespace gotrue::http
