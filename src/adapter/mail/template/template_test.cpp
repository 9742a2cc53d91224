#include <gtest/gtest.h>

#include "adapter/mail/template/render.hpp"

namespace gotrue::mail_template {
namespace {

const char* kData = R"json({"SiteURL":"https://site.example.com","ConfirmationURL":"https://site.example.com/#confirmation_token=a-b_c",
  "Email":"o'b+<x>@example.com","Token":"tok","Data":{"name":"Ann","n":1.50,"big":12345678901234567890,"list":["a","b"],
  "empty":[],"map":{"k":"v"},"evil":"\"><script>alert(1)</script>","js":"javascript:alert(1)","flag":true}})json";

std::string html(std::string_view text) {
  const auto result = render(text, *json::parse(kData), Output::Html);
  return result ? *result : "error: " + result.error();
}
std::string text(std::string_view template_text) {
  const auto result = render(template_text, *json::parse(kData), Output::Text);
  return result ? *result : "error: " + result.error();
}

struct Case {
  std::string_view input;
  std::string_view output;
};
class Language : public testing::TestWithParam<Case> {};
TEST_P(Language, IsThatOfGo) { EXPECT_EQ(text(GetParam().input), GetParam().output); }
INSTANTIATE_TEST_SUITE_P(
    Table, Language,
    testing::Values(
        Case{"Hi {{ .Data.name }}!", "Hi Ann!"}, Case{"{{.Data.absent.deep}}", ""}, Case{"{{ .Data.n }}", "1.5"},
        Case{"{{ .Data.big }}", "12345678901234567890"}, Case{"{{ .Data.list }}", "[a b]"},
        Case{"{{ .Data.map }}", "map[k:v]"}, Case{"a {{- .Token -}} b", "atokb"}, Case{"a{{/* no */}}b", "ab"},
        Case{"{{if .Data.flag}}yes{{else}}no{{end}}", "yes"}, Case{"{{if .Data.empty}}yes{{else}}no{{end}}", "no"},
        Case{"{{if .Data.absent}}1{{else if .Data.flag}}2{{else}}3{{end}}", "2"},
        Case{"{{range .Data.list}}<{{.}}>{{end}}", "<a><b>"},
        Case{"{{range $i, $v := .Data.list}}{{$i}}={{$v}};{{end}}", "0=a;1=b;"},
        Case{"{{range $k, $v := .Data.map}}{{$k}}={{$v}}{{end}}", "k=v"},
        Case{"{{range .Data.empty}}x{{else}}none{{end}}", "none"},
        Case{"{{with .Data.map}}{{.k}}{{$.Token}}{{end}}", "vtok"}, Case{"{{with .Data.absent}}x{{else}}y{{end}}", "y"},
        Case{"{{$x := .Token}}{{$x}}{{$x = \"n\"}}{{$x}}", "tokn"},
        Case{"{{ printf \"%s-%d-%v-%q%%\" .Token 5 true \"x\" }}", "tok-5-true-\"x\"%"},
        Case{"{{ .Data.name | printf \"%s %s\" \"Hi\" }}", "Hi Ann"}, Case{"{{ len .Data.list }}", "2"},
        Case{"{{ index .Data \"name\" }}{{ index .Data.list 1 }}", "Annb"},
        Case{"{{ (index .Data \"map\").k }}", "v"}, Case{"{{if eq .Data.name \"Bob\" \"Ann\"}}x{{end}}", "x"},
        Case{"{{if and .Data.flag (gt .Data.n 1)}}x{{end}}", "x"}, Case{"{{ or .Data.absent \"d\" }}", "d"},
        Case{"{{if not .Data.flag}}x{{end}}", ""}, Case{"{{ urlquery \"a b&c\" }}", "a+b%26c"},
        Case{"{{ html \"<\" }}", "&lt;"}, Case{"{{ `raw }}` }}", "raw }}"}, Case{"{{ \"a\\n\" }}", "a\n"}));

class BadTemplate : public testing::TestWithParam<Case> {};
TEST_P(BadTemplate, IsRefusedWithItsLine) { EXPECT_EQ(text(GetParam().input), GetParam().output); }
INSTANTIATE_TEST_SUITE_P(
    Table, BadTemplate,
    testing::Values(Case{"{{", "error: line 1: unclosed action"}, Case{"\n{{ if .X }}", "error: line 0: missing {{end}}"},
                    Case{"{{end}}", "error: line 1: unexpected end"},
                    Case{"\n\n{{ nosuch .X }}", "error: line 3: function \"nosuch\" is not defined"},
                    Case{"{{ .X .Y }}", "error: line 1: a value takes no arguments"},
                    Case{"{{ }}", "error: line 1: missing value"}, Case{"{{ ( .X }}", "error: line 1: missing )"},
                    Case{"{{ \"x }}", "error: line 1: unclosed action"},
                    Case{"{{template \"x\"}}", "error: line 1: {{template}} is not supported"},
                    Case{"{{ $x }}", "error: undefined variable $x"}, Case{"{{ .X ; }}", "error: line 1: unexpected character ;"}));

class Escaping : public testing::TestWithParam<Case> {};
TEST_P(Escaping, FitsTheContext) { EXPECT_EQ(html(GetParam().input), GetParam().output); }
INSTANTIATE_TEST_SUITE_P(
    Table, Escaping,
    testing::Values(
        Case{"<p>{{ .Email }}</p>", "<p>o&#39;b&#43;&lt;x&gt;@example.com</p>"},
        Case{"<p title=\"{{ .Data.evil }}\">", "<p title=\"&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">"},
        Case{"<p title={{ .Data.evil }}>", "<p title=&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;>"},
        Case{"<a href=\"{{ .ConfirmationURL }}\">x</a>",
             "<a href=\"https://site.example.com/#confirmation_token=a-b_c\">x</a>"},
        Case{"<a href=\"{{ .Data.js }}\">", "<a href=\"#ZgotmplZ\">"},
        Case{"<a href=\"{{ .SiteURL }}/x?e={{ .Email }}\">",
             "<a href=\"https://site.example.com/x?e=o%27b%2B%3Cx%3E%40example.com\">"},
        Case{"<a onclick=\"f({{ .Data.name }})\">", "<a onclick=\"f(&#34;Ann&#34;)\">"},
        Case{"<script>var x = {{ .Data.evil }};</script>",
             "<script>var x =  \"\\\"\\u003e\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\" ;</script>"},
        Case{"<script>var x = '{{ .Email }}';</script>",
             "<script>var x = 'o\\u0027b+\\u003cx\\u003e@example.com';</script>"},
        Case{"<style>p { color: {{ .Data.name }} }</style>", "<style>p { color: Ann }</style>"},
        Case{"<p style=\"color: {{ .Data.evil }}\">", "<p style=\"color: ZgotmplZ\">"},
        Case{"<{{ .Data.name }}>", "<ZgotmplZ>"}, Case{"a<!-- {{ .Token }} -->b", "ab"},
        Case{"<title>{{ .Email }}</title>", "<title>o&#39;b&#43;&lt;x&gt;@example.com</title>"},
        Case{"1 < 2 {{ .Token }}", "1 < 2 tok"}));
INSTANTIATE_TEST_SUITE_P(
    AskedForByTheTemplate, Escaping,
    testing::Values(
        Case{"<p>{{ .Email | html }}</p>", "<p>o&#39;b&#43;&lt;x&gt;@example.com</p>"},
        Case{"<p>{{ html .Email \"&\" }}</p>", "<p>o&#39;b&#43;&lt;x&gt;@example.com&amp;</p>"},
        Case{"<p title=\"{{ html .Email }}\">", "<p title=\"o&#39;b&#43;&lt;x&gt;@example.com\">"},
        Case{"<title>{{ .Email | html }}</title>", "<title>o&#39;b&#43;&lt;x&gt;@example.com</title>"},
        Case{"<a href=\"{{ .SiteURL | html }}/?a=b\">", "<a href=\"https://site.example.com/?a=b\">"},
        Case{"<a href=\"{{ .Data.js | html }}\">", "<a href=\"#ZgotmplZ\">"},
        Case{"<a href=\"/x?e={{ .Email | urlquery }}\">", "<a href=\"/x?e=o%27b%2B%3Cx%3E%40example.com\">"},
        Case{"<a href=\"/x?e={{ urlquery \"a b&c\" }}\">", "<a href=\"/x?e=a&#43;b%26c\">"},
        Case{"<a href=\"/x/{{ .Email | urlquery }}\">", "<a href=\"/x/o%27b%2B%3Cx%3E%40example.com\">"},
        Case{"<a href=\"{{ .Data.js | urlquery }}\">", "<a href=\"javascript%3Aalert%281%29\">"},
        Case{"<p>{{ .Email | urlquery }}</p>", "<p>o%27b%2B%3Cx%3E%40example.com</p>"},
        Case{"<script>var x = {{ \"<\" | html }};</script>", "<script>var x =  \"\\u0026lt;\" ;</script>"},
        Case{"<p>{{ .Data.evil | html | printf \"%s\" }}</p>",
             "<p>&amp;#34;&amp;gt;&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;</p>"}));

TEST(Template, IsBoundedInStepsAndNesting) {
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "{{if .X}}";
  EXPECT_EQ(text(deep).substr(0, 6), "error:");
  EXPECT_EQ(text("{{" + std::string(1000, '(') + "}}").substr(0, 6), "error:");
}

TEST(Template, IsBoundedInWhatItComputes) {
  std::string doubled = "{{$x := \"0123456789\"}}";
  for (int i = 0; i < 22; ++i) doubled += "{{$x = print $x $x}}";
  EXPECT_EQ(text(doubled), "error: the arguments of print are over 1 MiB");
  std::string repeated = "{{$x := \"" + std::string(500'000, 'x') + "\"}}";
  for (int i = 0; i < 200; ++i) repeated += "{{$y := $x}}";
  EXPECT_EQ(text(repeated), "error: the template takes too much memory");
  EXPECT_EQ(text("{{$x := \"" + std::string(1'000, 'x') + "\"}}{{len (print $x $x $x)}}"), "3000");
}

}  // namespace
}  // namespace gotrue::mail_template
