#include "app/config/env_file.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

// Each row was confirmed with godotenv 1.3.0 itself.
struct Row {
  const char* line;
  const char* value;  // of the key K
};

class EnvFileValue : public testing::TestWithParam<Row> {};

TEST_P(EnvFileValue, IsWhatGodotenvReads) {
  const auto variables = parse_env_file("A=one\nB_2=two\n" + std::string(GetParam().line));
  ASSERT_TRUE(variables) << variables.error().message;
  ASSERT_TRUE(variables->contains("K")) << GetParam().line;
  EXPECT_EQ(variables->at("K"), GetParam().value) << GetParam().line;
}

INSTANTIATE_TEST_SUITE_P(Separators, EnvFileValue,
                         testing::Values(Row{"K=v", "v"}, Row{"K: v", "v"}, Row{"K:v=w", "v=w"}, Row{"K=v:w", "v:w"},
                                         Row{"K = v ", "v"}, Row{"  K=v", "v"}, Row{"K=", ""}, Row{"K=  ", ""},
                                         Row{"K=a=b==", "a=b=="}, Row{"K=\tv\t", "\tv\t"}, Row{"K=v\r", "v"},
                                         Row{"export K=v", "v"}, Row{"export  K: v", "v"}, Row{"exportK=v", "v"},
                                         Row{"K=v\nK=w", "w"}, Row{"K=v w  x", "v w  x"}));

INSTANTIATE_TEST_SUITE_P(Quotes, EnvFileValue,
                         testing::Values(Row{"K='v'", "v"}, Row{"K=\"v\"", "v"}, Row{"K=' v '", " v "},
                                         Row{"K=''", ""}, Row{"K=\"\"", ""}, Row{"K='", "'"}, Row{"K=\"", "\""},
                                         Row{"K='it''s'", "it''s"}, Row{"K=\"x\" y", "\"x\" y"},
                                         Row{"K='\"v\"'", "\"v\""}, Row{"K=\"'v'\"", "'v'"}));

INSTANTIATE_TEST_SUITE_P(Escapes, EnvFileValue,
                         testing::Values(Row{R"(K="a\nb\rc")", "a\nb\rc"}, Row{R"(K="a\\nb")", R"(a\nb)"},
                                         Row{R"(K="a\tb\"c")", R"(atb"c)"}, Row{R"(K="a\\\nb")", "a\\\nb"},
                                         Row{R"(K="a\")", R"(a\)"}, Row{R"(K='a\nb')", R"(a\nb)"},
                                         Row{R"(K=a\nb)", R"(a\nb)"}));

INSTANTIATE_TEST_SUITE_P(Comments, EnvFileValue,
                         testing::Values(Row{"K=v # c", "v"}, Row{"K=v#c", "v"}, Row{"K='a#b'", "a#b"},
                                         Row{"K=\"a#b#c\" # d", "a#b#c"}, Row{"K=\"a#b\" # d \"e\"", "a#b"},
                                         Row{"K=v # it's", "v # it's"}, Row{"# c\n \t# d\n\nK=v", "v"},
                                         Row{"K=#c", ""}));

INSTANTIATE_TEST_SUITE_P(References, EnvFileValue,
                         testing::Values(Row{"K=$A", "one"}, Row{"K=${A}x", "onex"}, Row{"K=\"<$B_2>\"", "<two>"},
                                         Row{"K='$A'", "$A"}, Row{R"(K=\$A)", "$A"}, Row{R"(K="\${A}")", "${A}"},
                                         Row{R"(K="\\$A")", "$A"}, Row{"K=$UNKNOWN.", "."}, Row{"K=$a ${a}", "$a ${a}"},
                                         Row{"K=pa$$w", "pa$$w"}, Row{"K=$", "$"}, Row{"K=$(A)", "one)"},
                                         Row{"K=$LATER\nLATER=x", ""}));

TEST(EnvFile, WithALineThatHasNoSeparatorNamesTheLineAndNotItsContent) {
  const auto variables = parse_env_file("A=1\n# c\nhunter2 secret\n");
  ASSERT_FALSE(variables);
  EXPECT_EQ(variables.error().line, 3u);
  EXPECT_EQ(variables.error().message.find("hunter2"), std::string::npos);
}

TEST(EnvFile, WithAnEndlessLineIsAnError) {
  const auto variables = parse_env_file("A=" + std::string(64 * 1024, 'x'));
  ASSERT_FALSE(variables);
  EXPECT_EQ(variables.error().line, 1u);
}

TEST(EnvFile, WithValuesThatGrowOutOfEachOtherIsAnError) {
  std::string text = "A0=0123456789\n";
  for (int i = 1; i < 9; ++i) {
    text += "A" + std::to_string(i) + "=";
    for (int k = 0; k < 10; ++k) text += "${A" + std::to_string(i - 1) + "}";
    text += "\n";
  }
  const auto variables = parse_env_file(text);
  ASSERT_FALSE(variables);
  EXPECT_EQ(variables.error().line, 5u);
}

TEST(EnvFile, WithNothingInItSetsNothing) {
  EXPECT_TRUE(parse_env_file("")->empty());
  EXPECT_TRUE(parse_env_file("\n\r\n  \n\t#x")->empty());
}

TEST(EnvFile, MayBeginWithAByteOrderMark) {
  const auto variables = parse_env_file("\xef\xbb\xbfK=v\nL=w\n");
  ASSERT_TRUE(variables);
  EXPECT_EQ(*variables, (Variables{{"K", "v"}, {"L", "w"}}));
}

}  // namespace
}  // namespace gotrue
