#include "adapter/mail/mail_sender.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

struct Case {
  const char* written;
  const char* address;
  const char* header;
};
class SenderOfMails : public testing::TestWithParam<Case> {};

TEST_P(SenderOfMails, IsReadAndWrittenAsAMailbox) {
  const MailSender sender = parse_mail_sender(GetParam().written);
  EXPECT_EQ(sender.address, GetParam().address);
  EXPECT_EQ(from_header(sender), GetParam().header);
}

INSTANTIATE_TEST_SUITE_P(
    Table, SenderOfMails,
    testing::Values(Case{"a@b.c", "a@b.c", "a@b.c"}, Case{" a@b.c ", "a@b.c", "a@b.c"}, Case{"<a@b.c>", "a@b.c", "a@b.c"},
                    Case{"My Site <a@b.c>", "a@b.c", "\"My Site\" <a@b.c>"},
                    Case{"My Site< a@b.c >", "a@b.c", "\"My Site\" <a@b.c>"},
                    Case{R"("Site, \"My\" <x>" <a@b.c>)", "a@b.c", R"("Site, \"My\" <x>" <a@b.c>)"},
                    Case{"Süd <a@b.c>", "a@b.c", "=?UTF-8?B?U8O8ZA==?= <a@b.c>"},
                    Case{"=?UTF-8?Q?S=C3=BCd?= <a@b.c>", "a@b.c", "=?UTF-8?Q?S=C3=BCd?= <a@b.c>"},
                    Case{"a@bücher.de", "a@bücher.de", "a@xn--bcher-kva.de"}, Case{"<a@b.c", "<a@b.c", "<a@b.c"},
                    Case{"", "", ""}, Case{"<>", "", ""}, Case{">", ">", ">"}, Case{"\" <a@b.c>", "a@b.c", R"("\"" <a@b.c>)"}));

TEST(SenderOfMails, AddsNoHeader) {
  const std::string header = from_header(parse_mail_sender("A\r\nBcc: x@y.z <a@b.c\r\nBcc: x@y.z>"));
  EXPECT_EQ(header.find_first_of("\r\n"), std::string::npos) << header;
}

}  // namespace
}  // namespace gotrue
