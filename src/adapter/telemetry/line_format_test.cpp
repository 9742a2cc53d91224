#include "adapter/telemetry/line_format.hpp"

#include <gtest/gtest.h>

#include "adapter/telemetry/go_time_layout.hpp"
#include "adapter/telemetry/log_text.hpp"

namespace gotrue {
namespace {

using namespace std::string_view_literals;

const Time kTime = Time(std::chrono::sys_days(std::chrono::year(2026) / 3 / 7)) + std::chrono::hours(15) +
                   std::chrono::minutes(4) + std::chrono::seconds(5) + std::chrono::microseconds(120'300);

std::string format(LineFormatOptions options, std::vector<LogField> fields, std::string_view message = "hello") {
  std::string line;
  LineFormat(std::move(options)).append(line, {kTime, LogLevel::Info, message, fields});
  return line;
}

std::string json(std::vector<LogField> fields) {
  LineFormatOptions options;
  options.is_json = true;
  return format(std::move(options), std::move(fields));
}

TEST(LineFormat, PrintsTimeLevelAndMessageThenTheFieldsByName) {
  EXPECT_EQ(format({}, {{"status", std::int64_t{200}}, {"path", "/user"}, {"metering", true}}, "request completed"),
            "time=\"2026-03-07T15:04:05Z\" level=info msg=\"request completed\" metering=true path=/user status=200\n");
}

TEST(LineFormat, PrintsOneObjectALineInJson) {
  EXPECT_EQ(json({{"status", std::int64_t{-1}}, {"path", "/a\"b"}, {"ok", false}}),
            "{\"time\":\"2026-03-07T15:04:05Z\",\"level\":\"info\",\"msg\":\"hello\",\"ok\":false,\"path\":\"/a\\\"b\","
            "\"status\":-1}\n");
}

TEST(LineFormat, QuotesEmptyFieldsOnDemand) {
  LineFormatOptions options;
  EXPECT_NE(format(options, {{"referer", ""}}).find(" referer=\n"), std::string::npos);
  options.quotes_empty_fields = true;
  EXPECT_NE(format(options, {{"referer", ""}}).find(" referer=\"\"\n"), std::string::npos);
}

TEST(LineFormat, AddsTheStandingFieldsAndLetsALineOverrideThem) {
  LineFormatOptions options;
  options.fields = {{"app", "shop"}, {"zone", "a b"}};
  EXPECT_NE(format(options, {}).find(" app=shop zone=\"a b\"\n"), std::string::npos);
  EXPECT_NE(format(options, {{"app", "mine"}}).find(" app=mine zone="), std::string::npos);
}

TEST(LineFormat, RenamesFieldsThatWouldPassForItsOwn) {
  EXPECT_NE(format({}, {{"level", "panic"}, {"msg", "x"}, {"time", "y"}}).find(" fields.level=panic fields.msg=x fields.time=y\n"),
            std::string::npos);
}

TEST(LineFormat, NamesEveryLevelAsTheOriginalDoes) {
  EXPECT_EQ(name_of(LogLevel::Panic), "panic");
  EXPECT_EQ(name_of(LogLevel::Fatal), "fatal");
  EXPECT_EQ(name_of(LogLevel::Error), "error");
  EXPECT_EQ(name_of(LogLevel::Warn), "warning");
  EXPECT_EQ(name_of(LogLevel::Debug), "debug");
}

TEST(LineFormat, PrintsTheTimeOfEachLineWithAndWithoutAFraction) {
  LineFormatOptions options;
  const LineFormat whole(options);
  options.timestamp_layout = "05.000000";
  const LineFormat fraction(options);
  std::string lines;
  for (const int microseconds : {0, 1, 900'000, 1'000'000}) {
    whole.append(lines, {kTime + std::chrono::microseconds(microseconds), LogLevel::Info, "m", {}});
    fraction.append(lines, {kTime + std::chrono::microseconds(microseconds), LogLevel::Info, "m", {}});
  }
  EXPECT_EQ(lines,
            "time=\"2026-03-07T15:04:05Z\" level=info msg=m\ntime=05.120300 level=info msg=m\n"
            "time=\"2026-03-07T15:04:05Z\" level=info msg=m\ntime=05.120301 level=info msg=m\n"
            "time=\"2026-03-07T15:04:06Z\" level=info msg=m\ntime=06.020300 level=info msg=m\n"
            "time=\"2026-03-07T15:04:06Z\" level=info msg=m\ntime=06.120300 level=info msg=m\n");
}

TEST(LineFormat, SortsTheFieldsOfALineAndKeepsTheLastOfEachName) {
  EXPECT_NE(format({}, {{"c", "1"}, {"a", "1"}, {"c", "2"}, {"b", "1"}, {"a", "2"}}).find("msg=hello a=2 b=1 c=2\n"),
            std::string::npos);
}

struct ValueRow {
  std::string_view value;
  std::string_view logfmt;
  std::string_view json;
};
class LogValueText : public testing::TestWithParam<ValueRow> {};

TEST_P(LogValueText, StaysInItsPlace) {
  std::string logfmt;
  append_logfmt_value(logfmt, GetParam().value, false);
  EXPECT_EQ(logfmt, GetParam().logfmt);
  std::string json_text;
  append_json_text(json_text, GetParam().value);
  EXPECT_EQ(json_text, GetParam().json);
}

INSTANTIATE_TEST_SUITE_P(
    Forging, LogValueText,
    testing::Values(ValueRow{"plain-1.2_3/@^+", "plain-1.2_3/@^+", R"("plain-1.2_3/@^+")"},
                    ValueRow{"a b", R"("a b")", R"("a b")"}, ValueRow{"a=b", R"("a=b")", R"("a=b")"},
                    ValueRow{"x\nlevel=panic msg=owned", R"("x\nlevel=panic msg=owned")", R"("x\u000alevel=panic msg=owned")"},
                    ValueRow{"\r\t\v\f\a\b", R"("\r\t\v\f\a\b")", R"("\u000d\u0009\u000b\u000c\u0007\u0008")"},
                    ValueRow{"a\"b\\c", R"("a\"b\\c")", R"("a\"b\\c")"},
                    ValueRow{"\0"sv, R"("\x00")", R"("\u0000")"}, ValueRow{"\x1b[31m", R"("\x1b[31m")", R"("\u001b[31m")"},
                    ValueRow{"\x7f", R"("\x7f")", R"("\u007f")"}, ValueRow{"\u0085", R"("\u0085")", R"("\u0085")"},
                    ValueRow{"a\u2028b", R"("a\u2028b")", R"("a\u2028b")"},
                    ValueRow{"\u202egnp.exe", R"("\u202egnp.exe")", R"("\u202egnp.exe")"},
                    ValueRow{"\U000e0041", R"("\U000e0041")", R"("\udb40\udc41")"},
                    ValueRow{"J\u00fcrgen \u65e5\u672c \U0001f600", "\"J\u00fcrgen \u65e5\u672c \U0001f600\"",
                             "\"J\u00fcrgen \u65e5\u672c \U0001f600\""},
                    ValueRow{"\xff\xc0\xaf", R"("\xff\xc0\xaf")", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
                    ValueRow{"\xed\xa0\x80", R"("\xed\xa0\x80")", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
                    ValueRow{"\xe2\x80", R"("\xe2\x80")", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
                    ValueRow{"\xf0\x9f\x98\n", R"("\xf0\x9f\x98\n")", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\\u000a\""}));

TEST(LogKey, KeepsOnlyWhatCannotEndIt) {
  const auto key = [](std::string_view text) {
    std::string out;
    append_logfmt_key(out, text);
    return out;
  };
  EXPECT_EQ(key("user_id"), "user_id");
  EXPECT_EQ(key("a=b c\n\"d\""), "a_b_c__d_");
  EXPECT_EQ(key(""), "_");
  EXPECT_NE(json({{"a\"\n", "v"}}).find("\"a\\\"\\u000a\":\"v\"}\n"), std::string::npos);
}

TEST(LineFormat, IsOneLineForEveryByteInEveryPlace) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "a" + std::string(1, static_cast<char>(byte)) + "b";
    for (const bool is_json : {false, true}) {
      LineFormatOptions options;
      options.is_json = is_json;
      options.fields = {{text, text}};
      const std::string line = format(options, {{text + "2", text}}, text);
      EXPECT_EQ(std::count_if(line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }), 1) << byte;
      EXPECT_EQ(line.back(), '\n');
    }
  }
}

struct LayoutRow {
  const char* layout;
  const char* text;
};
class GoTimeLayoutRow : public testing::TestWithParam<LayoutRow> {};

// Each row was confirmed with Go's time package.
TEST_P(GoTimeLayoutRow, PrintsAsGoDoes) {
  std::string text;
  GoTimeLayout(GetParam().layout).append(text, kTime);
  EXPECT_EQ(text, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    All, GoTimeLayoutRow,
    testing::Values(LayoutRow{"2006-01-02T15:04:05Z07:00", "2026-03-07T15:04:05Z"},
                    LayoutRow{"2006-01-02T15:04:05.999999999Z07:00", "2026-03-07T15:04:05.1203Z"},
                    LayoutRow{"15:04:05.000", "15:04:05.120"}, LayoutRow{"15:04:05,000000000", "15:04:05,120300000"},
                    LayoutRow{"Mon Jan _2 15:04:05 2006", "Sat Mar  7 15:04:05 2026"},
                    LayoutRow{"Monday, 02-Jan-06 15:04:05 MST", "Saturday, 07-Mar-26 15:04:05 UTC"},
                    LayoutRow{"Mon, 02 Jan 2006 15:04:05 -0700", "Sat, 07 Mar 2026 15:04:05 +0000"},
                    LayoutRow{"January 2, 3:04PM", "March 7, 3:04PM"}, LayoutRow{"1/2/06 03:4:5 pm", "3/7/26 03:4:5 pm"},
                    LayoutRow{"-07:00 -07 Z0700", "+00:00 +00 Z"}, LayoutRow{"at x", "at x"},
                    LayoutRow{"20060102150405", "20260307150405"}, LayoutRow{"_2006", "_2026"}, LayoutRow{"", ""}));

}  // namespace
}  // namespace gotrue
