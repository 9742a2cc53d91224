#include "base/email_address.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

class ValidAddress : public testing::TestWithParam<std::string> {};
TEST_P(ValidAddress, IsAccepted) {
  const auto status = validate_email(GetParam());
  EXPECT_TRUE(status) << GetParam() << ": " << status.error().detail;
}
INSTANTIATE_TEST_SUITE_P(Table, ValidAddress,
                         testing::Values("a@b", "a+b@example.com", "o'b@example.com", "a/b@example.com",
                                         "first.last@sub.example.co.uk", "zoë@example.com", "a@bücher.example",
                                         "a@xn--bcher-kva.example", "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]",
                                         std::string(64, 'x') + "@example.com", "a@" + std::string(63, 'x') + ".com"));

class InvalidAddress : public testing::TestWithParam<std::string> {};
TEST_P(InvalidAddress, IsRefused) { EXPECT_FALSE(validate_email(GetParam())) << GetParam(); }
INSTANTIATE_TEST_SUITE_P(
    Table, InvalidAddress,
    testing::Values("", "foo", "@example.com", "a@", "a@@b", "d..d@example.com", ".a@example.com", "a.@example.com",
                    "a@example.com.", "a@.example.com", "a@-x.com", "a@x-.com", "a@ex_ample.com", "a b@example.com",
                    "a@exa mple.com", "\"q q\"@example.com", "Ann <a@example.com>", "a@example.com, b@example.com",
                    "a@example.com\nBcc: x@y.z", "a\r@example.com", "a@[300.1.1.1]", "a@[1.2.3]", "a@[x]", "a@[IPv6:x]",
                    std::string(65, 'x') + "@example.com", "a@" + std::string(64, 'x') + ".com",
                    std::string("a\0b@example.com", 15), "a@b\xff.com",
                    "a@" + std::string(62, 'x') + "." + std::string(62, 'y') + "." + std::string(62, 'z') + "." +
                        std::string(62, 'w') + ".com"));

TEST(EmailAddress, SaysWhatIsWrongAsTheOriginalDoes) {
  EXPECT_EQ(validate_email("").error().code, ErrorCode::EmailMissing);
  EXPECT_EQ(validate_email("foo").error().detail, "mail: missing '@' or angle-addr");
  EXPECT_EQ(validate_email("d..d@example.com").error().detail, "mail: missing '@' or angle-addr");
  EXPECT_EQ(validate_email("td@example.com.").error().detail, "mail: missing '@' or angle-addr");
  EXPECT_EQ(validate_email("\"q q\"-x@example.com").error().detail, "mail: no angle-addr");
}

// Anybody may send a megabyte where an address is expected.
TEST(EmailAddress, SpendsNothingOnATextLongerThanAnyAddress) {
  std::string letters;
  while (letters.size() < 5'000) letters += "Ä";
  EXPECT_EQ(normalize_email(" A@" + letters), "a@" + letters);
  EXPECT_EQ(normalize_email(letters + "@EXAMPLE.com"), letters + "@example.com");
  EXPECT_NE(normalize_email(letters.substr(0, 1'020)), letters.substr(0, 1'020)) << "a column may hold that";
}

struct NormalCase {
  const char* given;
  const char* normal;
};
class NormalForm : public testing::TestWithParam<NormalCase> {};
TEST_P(NormalForm, ComparesAccounts) {
  EXPECT_EQ(normalize_email(GetParam().given), GetParam().normal);
  EXPECT_EQ(normalize_email(GetParam().normal), GetParam().normal) << "idempotent";
}
INSTANTIATE_TEST_SUITE_P(
    Table, NormalForm,
    testing::Values(NormalCase{"  Ann@EXAMPLE.com\t", "ann@example.com"}, NormalCase{"ÄNN@example.com", "änn@example.com"},
                    NormalCase{"a\u0308nn@example.com", "\u00e4nn@example.com"},
                    NormalCase{"straße@example.com", "straße@example.com"},
                    NormalCase{"\u017f@example.com", "\u017f@example.com"},
                    NormalCase{"\ufb01x@example.com", "\ufb01x@example.com"},
                    NormalCase{"a@BÜCHER.example", "a@xn--bcher-kva.example"},
                    NormalCase{"a@straße.example", "a@xn--strae-oqa.example"},
                    NormalCase{"No At Sign", "no at sign"}, NormalCase{"A@b@C.com", "a@b@c.com"},
                    NormalCase{"", ""}, NormalCase{"\u00a0A@b.c\u3000", "a@b.c"}));

TEST(EmailAddress, DoesNotMixLookAlikes) {
  EXPECT_NE(normalize_email("ä@example.com"), normalize_email("a@example.com"));
  EXPECT_NE(normalize_email("strasse@example.com"), normalize_email("straße@example.com"));
  EXPECT_NE(normalize_email("\u0430nn@example.com"), normalize_email("ann@example.com"));
}

TEST(EmailAddress, GivesTheDomainForTheMailTransport) {
  EXPECT_EQ(email_domain_ascii("a@Bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(email_domain_ascii("none"), "");
}

}  // namespace
}  // namespace gotrue
