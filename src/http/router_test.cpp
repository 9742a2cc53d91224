#include "http/router.hpp"

#include <gtest/gtest.h>

namespace gotrue::http {
namespace {

Route route(Method method, std::string pattern) { return {.method = method, .pattern = std::move(pattern), .handler = {}}; }

class RouterTest : public ::testing::Test {
 protected:
  const Route* find(Method method, std::string_view path) const {
    const RouteMatch match = router_.match(path);
    return match.resource == nullptr ? nullptr : match.resource->find(method);
  }

  std::vector<Route> routes_ = {
      route(Method::Put, "/user"),
      route(Method::Get, "/user"),
      route(Method::Get, "/admin/users"),
      route(Method::Delete, "/admin/users/{}"),
      route(Method::Get, "/admin/users/export"),
      route(Method::Get, "/admin/users/{}"),
      route(Method::Put, "/admin/users/{}"),
      route(Method::Delete, "/admin/users/{}/sessions/{}"),
      route(Method::Get, "/"),
  };
  Router router_{routes_, {"/.netlify/identity", "/id", "/id/deep"}};
};

TEST_F(RouterTest, FindsARouteByMethodAndPath) {
  EXPECT_EQ(find(Method::Get, "/user"), &routes_[1]);
  EXPECT_EQ(find(Method::Put, "/user"), &routes_[0]);
  EXPECT_EQ(find(Method::Get, "/"), &routes_[8]);
}

TEST_F(RouterTest, FindsNothingElse) {
  for (const std::string_view path : {"/users", "/use", "/USER", "//user", "/user//", "user", "", "*", "/admin"}) {
    EXPECT_EQ(router_.match(path).resource, nullptr) << path;
  }
}

TEST_F(RouterTest, AcceptsOneTrailingSlash) {
  EXPECT_EQ(find(Method::Get, "/user/"), &routes_[1]);
  EXPECT_EQ(router_.match("/user/").path, "/user");
  EXPECT_EQ(router_.match("/admin/users/x/").parameters, std::vector<std::string>{"x"});
}

TEST_F(RouterTest, DecodesWhatStandsAtTheBraces) {
  const RouteMatch match = router_.match("/admin/users/a%20b/sessions/%2F");
  EXPECT_EQ(match.parameters, (std::vector<std::string>{"a b", "/"}));
}

TEST_F(RouterTest, PrefersAPathThatIsWrittenOut) {
  EXPECT_EQ(find(Method::Get, "/admin/users/export"), &routes_[4]);
  EXPECT_EQ(find(Method::Get, "/admin/users/exports"), &routes_[5]);
}

TEST_F(RouterTest, TakesNoEmptySegment) {
  EXPECT_EQ(router_.match("/admin/users//").resource, nullptr);
  EXPECT_EQ(router_.match("/admin/users//sessions/x").resource, nullptr);
}

TEST_F(RouterTest, ServesHeadWhereGetIs) {
  EXPECT_EQ(find(Method::Head, "/user"), &routes_[1]);
  EXPECT_EQ(find(Method::Head, "/admin/users/x/sessions/y"), nullptr);
}

TEST_F(RouterTest, ListsTheAllowedMethodsInOneOrder) {
  EXPECT_EQ(router_.match("/user").resource->allow(), "GET, PUT");
  EXPECT_EQ(router_.match("/admin/users/x").resource->allow(), "GET, PUT, DELETE");
  EXPECT_EQ(find(Method::Post, "/user"), nullptr);
  EXPECT_EQ(find(Method::Other, "/user"), nullptr);
}

TEST_F(RouterTest, ServesEveryPathUnderEachPrefix) {
  const RouteMatch match = router_.match("/.netlify/identity/admin/users/x");
  EXPECT_EQ(match.prefix, "/.netlify/identity");
  EXPECT_EQ(match.path, "/admin/users/x");
  EXPECT_EQ(match.parameters, std::vector<std::string>{"x"});
  EXPECT_EQ(find(Method::Get, "/id/user/"), &routes_[1]);
}

TEST_F(RouterTest, ServesTheRootUnderAPrefixWithAndWithoutSlash) {
  EXPECT_EQ(find(Method::Get, "/id"), &routes_[8]);
  EXPECT_EQ(find(Method::Get, "/id/"), &routes_[8]);
  EXPECT_EQ(router_.match("/id/").path, "/");
}

TEST_F(RouterTest, TakesAPrefixForWholeSegmentsOnly) { EXPECT_EQ(router_.match("/iduser").resource, nullptr); }

TEST_F(RouterTest, FindsAPrefixBehindAShorterOne) {
  const RouteMatch match = router_.match("/id/deep/user");
  EXPECT_NE(match.resource, nullptr);
  EXPECT_EQ(match.prefix, "/id/deep");
  EXPECT_EQ(match.path, "/user");
}

TEST_F(RouterTest, TakesAPrefixOnce) { EXPECT_EQ(router_.match("/id/id/user").resource, nullptr); }

TEST_F(RouterTest, HasNoPrefixAtTheRoot) { EXPECT_EQ(router_.match("/user").prefix, ""); }

}  // namespace
}  // namespace gotrue::http
