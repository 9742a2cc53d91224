#include "dialect/netlify/page_parameters.hpp"

#include <gtest/gtest.h>

namespace gotrue::netlify {
namespace {

struct Request {
  HttpRequest http;
  RequestScope scope{http, "id", "", "", "/admin/users", {}, {}};
};

std::string link_of(const RequestScope& scope, std::string_view query, std::uint64_t total) {
  const FormFields fields = *parse_form(query);
  HttpResponse response;
  add_page_fields(response, scope, fields, *parse_page(fields), total);
  return response.fields.at(0).second;
}

TEST(PageParameters, LinkTheNeighboursAndTheLastPage) {
  Request request;
  EXPECT_EQ(link_of(request.scope, "per_page=2&page=2", 7),
            R"(</admin/users?page=3&per_page=2>; rel="next", </admin/users?page=1&per_page=2>; rel="prev", )"
            R"(</admin/users?page=4&per_page=2>; rel="last")");
}

TEST(PageParameters, KeepOtherParametersSortedByName) {
  Request request;
  EXPECT_EQ(link_of(request.scope, "sort=created_at%20asc&filter=a%26b", 7),
            R"(</admin/users?filter=a%26b&page=1&sort=created_at+asc>; rel="last")");
}

TEST(PageParameters, LinkUnderThePrefixThatWasRequested) {
  Request request;
  request.scope.prefix = "/.netlify/identity";
  EXPECT_EQ(link_of(request.scope, "", 0), R"(</.netlify/identity/admin/users?page=0>; rel="last")");
}

class BadPage : public testing::TestWithParam<const char*> {};
TEST_P(BadPage, IsRefused) {
  const auto page = parse_page(*parse_form(GetParam()));
  ASSERT_FALSE(page) << GetParam();
  EXPECT_EQ(page.error().code, ErrorCode::PageInvalid);
}
INSTANTIATE_TEST_SUITE_P(Table, BadPage,
                         testing::Values("page=x", "page=-1", "page=1.5", "page=99999999999999999999", "per_page=0",
                                         "per_page=10001", "page=18446744073709551615", "per_page=%20"));

TEST(PageParameters, TakePageZeroForTheFirst) { EXPECT_EQ(parse_page(*parse_form("page=0"))->page, 1u); }

}  // namespace
}  // namespace gotrue::netlify
