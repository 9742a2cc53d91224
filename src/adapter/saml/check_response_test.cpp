#include "adapter/saml/check_response.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "adapter/saml/corpus_test.hpp"

namespace gotrue::saml {
namespace {

std::vector<std::string> files_beginning(const std::string& prefix) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(GOTRUE_TEST_DATA) + "/saml")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".xml")) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(0, info.param.find('.'));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string full_name(const CheckedResponse& checked) {
  const json::Value* value = checked.account.profile.find("full_name");
  return value && value->as_string() ? *value->as_string() : "";
}

class GoodResponse : public testing::TestWithParam<std::string> {};
TEST_P(GoodResponse, SignsItsSubjectIn) {
  const auto checked = check_corpus(read_corpus(GetParam()));
  ASSERT_TRUE(checked) << checked.error().internal;
  EXPECT_EQ(checked->assertion_id, "_assertion1");
  ASSERT_EQ(checked->account.addresses.size(), 1U);
  EXPECT_EQ(checked->account.addresses[0].email, "ann@example.com");
  EXPECT_TRUE(checked->account.addresses[0].is_verified);
  EXPECT_EQ(checked->expires_at, *parse_rfc3339("2030-01-01T00:06:00Z"));
}
INSTANTIATE_TEST_SUITE_P(Corpus, GoodResponse, testing::ValuesIn(files_beginning("good-")), test_name);

// Wrapped, unsigned, badly signed, for another recipient or request, not XML, or with a document type.
class BadResponse : public testing::TestWithParam<std::string> {};
TEST_P(BadResponse, IsRefusedWithAReason) {
  const auto checked = check_corpus(read_corpus(GetParam()));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::SamlResponseInvalid);
  EXPECT_TRUE(checked.error().internal.starts_with("SAML: ")) << checked.error().internal;
}
INSTANTIATE_TEST_SUITE_P(Corpus, BadResponse, testing::ValuesIn(files_beginning("bad-")), test_name);

class ResponseOutOfTime : public testing::TestWithParam<std::string> {};
TEST_P(ResponseOutOfTime, IsRefusedForItsTime) {
  const auto checked = check_corpus(read_corpus(GetParam()));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::SamlTimeInvalid) << checked.error().internal;
}
INSTANTIATE_TEST_SUITE_P(Corpus, ResponseOutOfTime, testing::ValuesIn(files_beginning("time-")), test_name);

class ResponseForOthers : public testing::TestWithParam<std::string> {};
TEST_P(ResponseForOthers, IsRefusedForItsAudience) {
  const auto checked = check_corpus(read_corpus(GetParam()));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::SamlAudienceInvalid) << checked.error().internal;
}
INSTANTIATE_TEST_SUITE_P(Corpus, ResponseForOthers, testing::ValuesIn(files_beginning("audience-")), test_name);

TEST(CheckResponse, GivesTheReasonOfEachRefusalToTheLog) {
  const std::pair<const char*, const char*> reasons[] = {
      {"bad-xsw1.xml", "SAML: there is not exactly one assertion"},
      {"bad-xsw2.xml", "SAML: there is not exactly one assertion"},
      {"bad-xsw3.xml", "SAML: there is not exactly one assertion"},
      {"bad-xsw7.xml", "SAML: there is not exactly one assertion"},
      {"bad-same-id-elsewhere.xml", "SAML: two elements have the same ID"},
      {"bad-same-xml-id.xml", "SAML: two elements have the same ID"},
      {"bad-unsigned.xml", "SAML: nothing is signed"},
      {"bad-encrypted-unsigned.xml", "SAML: nothing is signed"},
      {"bad-changed-name.xml", "SAML: no key of the identity provider made the signature"},
      {"bad-stranger-with-own-key-info.xml", "SAML: no key of the identity provider made the signature"},
      {"bad-encrypted-signed-by-stranger.xml", "SAML: no key of the identity provider made the signature"},
      {"bad-rsa-sha1.xml", "SAML: the signature algorithm http://www.w3.org/2000/09/xmldsig#rsa-sha1 is not allowed"},
      {"bad-sha1-digest.xml", "SAML: the digest algorithm http://www.w3.org/2000/09/xmldsig#sha1 is not allowed"},
      {"bad-hmac-with-certificate.xml", "SAML: the signature algorithm http://www.w3.org/2000/09/xmldsig#hmac-sha1 is not allowed"},
      {"bad-hmac-sha256-with-certificate.xml",
       "SAML: the signature algorithm http://www.w3.org/2001/04/xmldsig-more#hmac-sha256 is not allowed"},
      {"bad-algorithm-none.xml", "SAML: the signature algorithm none is not allowed"},
      {"bad-algorithm-empty.xml", "SAML: the signature algorithm  is not allowed"},
      {"bad-algorithm-missing.xml", "SAML: a signature of more or less than one element"},
      {"bad-stranger-with-retrieval-method.xml", "SAML: no key of the identity provider made the signature"},
      {"bad-stranger-with-key-value.xml", "SAML: no key of the identity provider made the signature"},
      {"bad-unsigned-behind-signed.xml", "SAML: there is not exactly one assertion"},
      {"bad-deflated.xml", "SAML: not UTF-8"},
      {"bad-two-references.xml", "SAML: a signature of more or less than one element"},
      {"bad-empty-uri.xml", "SAML: a signature of another element"},
      {"bad-remote-reference.xml", "SAML: a signature of another element"},
      {"bad-xpointer-reference.xml", "SAML: a signature of another element"},
      {"bad-xslt-transform.xml", "SAML: a signature with other transforms"},
      {"bad-comments-canonicalised.xml", "SAML: a signature with other transforms"},
      {"bad-object-in-signature.xml", "SAML: a malformed signature"},
      {"bad-second-signature.xml", "SAML: a signature stands where none belongs"},
      {"bad-encrypted-rsa15.xml", "SAML: the key transport is not RSA-OAEP"},
      {"bad-encrypted-tampered.xml", "SAML: the assertion cannot be decrypted"},
      {"bad-encrypted-for-stranger.xml", "SAML: the assertion cannot be decrypted"},
      {"bad-encrypted-by-reference.xml", "SAML: a malformed encrypted assertion"},
      {"bad-encrypted-doctype-inside.xml", "SAML: a declaration (DOCTYPE)"},
      {"bad-doctype.xml", "SAML: a declaration (DOCTYPE)"},
      {"bad-entity-bomb.xml", "SAML: a declaration (DOCTYPE)"},
      {"bad-external-entity.xml", "SAML: a declaration (DOCTYPE)"},
      {"bad-utf16-doctype.xml", "SAML: not UTF-8"},
      {"bad-deep.xml", "SAML: elements nested too deeply"},
      {"bad-many-attributes.xml", "SAML: too many attributes"},
      {"bad-truncated.xml", "SAML: no well-formed XML"},
      {"bad-text-behind.xml", "SAML: no well-formed XML"},
      {"bad-recipient-other.xml", "SAML: the assertion is for another recipient"},
      {"bad-request-other.xml", "SAML: the assertion answers another request"},
      {"bad-request-none.xml", "SAML: the assertion answers another request"},
      {"bad-request-other-outside.xml", "SAML: the response answers another request"},
      {"bad-destination-other.xml", "SAML: the response has another destination"},
      {"bad-issuer-other.xml", "SAML: the assertion is from another issuer"},
      {"bad-status.xml", "SAML: the provider answers urn:oasis:names:tc:SAML:2.0:status:Responder"},
      {"bad-no-authentication.xml", "SAML: nobody was authenticated"},
      {"bad-unknown-condition.xml", "SAML: an unknown condition"},
      {"bad-holder-of-key.xml", "SAML: the subject is not confirmed as bearer"},
      {"bad-no-address.xml", "SAML: the assertion holds no mail address"},
  };
  for (const auto& [name, reason] : reasons) {
    const auto checked = check_corpus(read_corpus(name));
    EXPECT_EQ(checked ? "" : checked.error().internal, reason) << name;
  }
}

// The text stays the one that was signed, however a comment or a section cuts it.
TEST(CheckResponse, ReadsATextThatIsCutWhole) {
  for (const char* name : {"comment-in-name-id.xml", "cdata-in-name-id.xml"}) {
    const auto checked = check_corpus(read_corpus(name));
    ASSERT_TRUE(checked) << name << ": " << checked.error().internal;
    EXPECT_EQ(checked->account.subject, "ann@example.com.evil.example") << name;
  }
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("the corpus has no " + from);
  return text.replace(at, from.size(), to);
}

// What takes long elsewhere costs no more here than reading it.
TEST(CheckResponse, RefusesWhatIsGrownWithoutWorkingOnIt) {
  const std::string honest = read_corpus("good-signed-assertion.xml");
  const std::size_t begin = honest.find("<ds:Reference ");
  const std::string reference = honest.substr(begin, honest.find("</ds:Reference>") + 15 - begin);
  const std::string transform = R"(<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>)";
  std::string declarations;
  for (int i = 0; i < 60; ++i) declarations += " xmlns:n" + std::to_string(i) + "=\"urn:a\"";
  const std::string nested = repeated("<a" + declarations + ">", 40) + repeated("</a>", 40);
  const std::pair<std::string, const char*> grown[] = {
      {replaced(honest, reference, repeated(reference, 1'000)), "SAML: a signature of more or less than one element"},
      {replaced(honest, transform, repeated(transform, 5'000)), "SAML: a signature with other transforms"},
      {replaced(honest, "<samlp:Status>", repeated("<a/>", 200'000) + "<samlp:Status>"), "SAML: too many elements"},
      {replaced(honest, "<saml:AttributeStatement>", repeated(nested, 8) + "<saml:AttributeStatement>"),
       "SAML: no key of the identity provider made the signature"},
      {replaced(honest, "<saml:AttributeStatement>", repeated(nested, 9) + "<saml:AttributeStatement>"),
       "SAML: too many attributes"},
  };
  for (const auto& [xml, reason] : grown) {
    const auto checked = check_corpus(xml);
    EXPECT_EQ(checked ? "" : checked.error().internal, reason);
  }
}

TEST(CheckResponse, TakesNamesAndPictureFromTheUsualAttributes) {
  const auto plain = check_corpus(read_corpus("good-signed-assertion.xml"));
  ASSERT_TRUE(plain);
  EXPECT_EQ(full_name(*plain), "Ann Archer");
  EXPECT_EQ(*plain->account.profile.find("avatar_url")->as_string(), "https://example.com/ann.png");
  const auto oids = check_corpus(read_corpus("good-persistent-id.xml"));
  ASSERT_TRUE(oids);
  EXPECT_EQ(full_name(*oids), "Ann Archer");
}

TEST(CheckResponse, KeysAnAccountByAPersistentIdAndNeverByATransientOne) {
  EXPECT_EQ(check_corpus(read_corpus("good-persistent-id.xml"))->account.subject, "opaque-7");
  EXPECT_EQ(check_corpus(read_corpus("good-transient-id.xml"))->account.subject, "ann@example.com");
}

TEST(CheckResponse, AllowsClocksToDifferByAMinute) {
  const std::string xml = read_corpus("good-signed-assertion.xml");
  const auto at = [&](const char* time) {
    Expectation expectation = corpus_expectation();
    expectation.now = *parse_rfc3339(time);
    return check_response(xml, {expectation, corpus_certificates(), corpus_private_key()}).has_value();
  };
  EXPECT_FALSE(at("2029-12-31T23:58:59Z"));
  EXPECT_TRUE(at("2029-12-31T23:59:01Z"));
  EXPECT_TRUE(at("2030-01-01T00:05:59Z"));
  EXPECT_FALSE(at("2030-01-01T00:06:01Z"));
}

TEST(CheckResponse, TrustsTheCertificatesOfTheProviderAlone) {
  const std::vector<std::string> others = {corpus_certificates()[0]};
  const auto checked = check_response(read_corpus("good-signed-assertion.xml"),
                                      {corpus_expectation(), others, corpus_private_key()});
  EXPECT_FALSE(checked);
  EXPECT_FALSE(check_response(read_corpus("good-signed-assertion.xml"), {corpus_expectation(), {}, corpus_private_key()}));
}

TEST(CheckResponse, RefusesWhatIsLargerThanAMebibyte) {
  std::string xml = read_corpus("good-signed-assertion.xml");
  xml += std::string(1024 * 1024, ' ');
  EXPECT_EQ(check_corpus(xml).error().internal, "SAML: over 1 MiB");
}

// A hostile-bytes loop: no change of a good response signs anybody else in, none crashes. What may be changed without
// effect (white space, the key in KeyInfo, the status message) leaves the account as it was signed.
class MutatedResponse : public testing::TestWithParam<std::string> {};
TEST_P(MutatedResponse, SignsInTheSameSubjectOrNobody) {
  const std::string original = read_corpus(GetParam());
  std::uint64_t state = 0x9e3779b97f4a7c15;
  const auto random = [&](std::size_t bound) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>(state >> 33) % bound;
  };
  for (int round = 0; round < 400; ++round) {
    std::string xml = original;
    const std::size_t at = random(xml.size());
    const std::size_t length = 1 + random(40);
    switch (random(5)) {
      case 0: xml[at] = static_cast<char>(random(256)); break;
      case 1: xml.erase(at, length); break;
      case 2: xml.insert(at, xml.substr(random(xml.size()), length)); break;
      case 3: xml.replace(at, length, xml.substr(random(xml.size()), length)); break;
      default: xml[at] = static_cast<char>(xml[at] ^ (1 << random(7))); break;
    }
    const auto checked = check_corpus(xml);
    if (!checked) continue;
    ASSERT_EQ(checked->account.addresses[0].email, "ann@example.com") << xml;
    ASSERT_EQ(checked->assertion_id, "_assertion1") << xml;
  }
}
INSTANTIATE_TEST_SUITE_P(Corpus, MutatedResponse,
                         testing::Values("good-signed-assertion.xml", "good-signed-response.xml", "good-both-signed.xml",
                                         "good-encrypted.xml", "good-encrypted-cbc.xml"),
                         test_name);

}  // namespace
}  // namespace gotrue::saml
