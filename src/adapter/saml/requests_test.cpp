#include <gtest/gtest.h>

#include "adapter/saml/authn_request.hpp"
#include "adapter/saml/corpus_test.hpp"
#include "adapter/saml/idp_metadata.hpp"
#include "adapter/saml/sp_metadata.hpp"
#include "base/url.hpp"

namespace gotrue::saml {
namespace {

const SigningKey& corpus_key() {
  static const SigningKey key =
      SigningKey::from_texts({read_corpus("sp.pem"), SecretString(read_corpus("sp.key"))}).value();
  return key;
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  return text;
}

std::string certificate_text(const std::string& name) { return encode_base64(*certificate_from_pem(read_corpus(name))); }

std::string idp_document(const std::string& attributes = "", const std::string& use = R"( use="signing")",
                         const std::string& location = "https://idp.example.com/sso?a=1") {
  return R"(<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com" )" + attributes +
         R"(><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor)" + use +
         R"(><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>)" + certificate_text("idp.pem") +
         R"(</X509Certificate></X509Data></KeyInfo></KeyDescriptor>)"
         R"(<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/post"/>)"
         R"(<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location=")" + location +
         R"("/></IDPSSODescriptor></EntityDescriptor>)";
}

TEST(IdpMetadata, GivesEntityIdRedirectUrlAndCertificates) {
  const auto metadata = parse_idp_metadata(idp_document());
  ASSERT_TRUE(metadata) << metadata.error().internal;
  EXPECT_EQ(metadata->entity_id, "https://idp.example.com");
  EXPECT_EQ(metadata->sso_url, "https://idp.example.com/sso?a=1");
  EXPECT_EQ(metadata->certificates, std::vector<std::string>{*certificate_from_pem(read_corpus("idp.pem"))});
  EXPECT_FALSE(metadata->valid_until);
}

TEST(IdpMetadata, ReadsHowLongItCountsAndMayBeKept) {
  const auto metadata = parse_idp_metadata(idp_document(R"(validUntil="2030-02-01T00:00:00Z" cacheDuration="PT6H")"));
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->valid_until, parse_rfc3339("2030-02-01T00:00:00Z"));
  EXPECT_EQ(metadata->cache_duration, std::chrono::hours(6));
}

TEST(IdpMetadata, HasNoEndlessLifeByAnEndThatCannotBeRead) {
  const auto local = parse_idp_metadata(idp_document(R"(validUntil="2020-02-01T00:00:00")"));
  ASSERT_TRUE(local);
  EXPECT_EQ(local->valid_until, parse_rfc3339("2020-02-01T00:00:00Z"));
  for (const char* end : {"", "tomorrow", "2030-02-30T00:00:00Z", "2030-02-01"}) {
    EXPECT_FALSE(parse_idp_metadata(idp_document("validUntil=\"" + std::string(end) + '"'))) << end;
  }
}

TEST(IdpMetadata, TakesAKeyWithoutUseAndNoneForEncryption) {
  EXPECT_TRUE(parse_idp_metadata(idp_document("", "")));
  EXPECT_EQ(parse_idp_metadata(idp_document("", R"( use="encryption")")).error().internal,
            "SAML: the metadata has no certificate for signatures with a key that is strong enough");
}

TEST(IdpMetadata, FindsTheOneProviderAmongSeveralEntities) {
  const std::string wrapped = R"(<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><EntityDescriptor entityID="x"/>)" +
                              idp_document() + "</EntitiesDescriptor>";
  EXPECT_TRUE(parse_idp_metadata(wrapped));
  EXPECT_FALSE(parse_idp_metadata(replace_all(wrapped, R"(<EntityDescriptor entityID="x"/>)", idp_document())));
}

TEST(IdpMetadata, RefusesWhatIsNone) {
  for (const std::string& text : {std::string(), std::string("<a/>"), std::string("not xml"), "<!DOCTYPE a>" + idp_document(),
                                  idp_document("", "", "javascript:alert(1)"), replace_all(idp_document(), "entityID", "id"),
                                  replace_all(idp_document(), "HTTP-Redirect", "SOAP")}) {
    EXPECT_FALSE(parse_idp_metadata(text)) << text.substr(0, 80);
  }
}

TEST(XmlDuration, ReadsWhatMetadataHas) {
  EXPECT_EQ(parse_xml_duration("PT1H"), std::chrono::hours(1));
  EXPECT_EQ(parse_xml_duration("P1DT12H30M1.5S"), std::chrono::seconds(131'401));
  EXPECT_EQ(parse_xml_duration("P1M"), std::chrono::hours(24 * 30));
  for (const char* text : {"", "P", "PT", "1H", "PT1", "P1H", "-PT1H", "PT1.5H", "PTH", "P1DT"}) {
    EXPECT_FALSE(parse_xml_duration(text)) << text;
  }
}

TEST(AuthnRequest, IsInflatableAndNamesItsStateById) {
  const ServiceAddresses addresses("https://sp.example.com/");
  const std::string url = make_request_url({addresses, "https://idp.example.com/sso?a=1", "state.x", Time{}}, corpus_key());
  EXPECT_TRUE(url.starts_with("https://idp.example.com/sso?a=1&SAMLRequest=")) << url;
  const auto query = parse_form(url.substr(url.find('?') + 1));
  ASSERT_TRUE(query);
  EXPECT_EQ(*find_field(*query, "RelayState"), "state.x");
  const auto deflated = decode_base64(*find_field(*query, "SAMLRequest"));
  ASSERT_TRUE(deflated);
  // One stored block: its head has five bytes.
  EXPECT_TRUE(deflated->substr(5).starts_with("<samlp:AuthnRequest ")) << *deflated;
  EXPECT_NE(deflated->find(R"( ID=")" + request_id_of("state.x") + '"'), std::string::npos);
  EXPECT_NE(deflated->find(R"(AssertionConsumerServiceURL="https://sp.example.com/saml/acs")"), std::string::npos);
}

TEST(AuthnRequest, HasAnotherIdForAnotherState) {
  EXPECT_NE(request_id_of("a"), request_id_of("b"));
  EXPECT_EQ(request_id_of("a").size(), 41U);
}

TEST(SigningKey, IsMadeWithACertificateThatBelongsToIt) {
  const KeyTexts texts = SigningKey::generate(Time{});
  const auto key = SigningKey::from_texts(texts);
  ASSERT_TRUE(key) << key.error().detail;
  EXPECT_EQ(key->sign("a").size(), 256U);
}

TEST(SigningKey, ReadsPemWithEscapedLineBreaks) {
  const std::string certificate = replace_all(read_corpus("sp.pem"), "\n", "\\n");
  const std::string private_key = replace_all(read_corpus("sp.key"), "\n", "\\n");
  EXPECT_TRUE(SigningKey::from_texts({certificate, SecretString(private_key)}));
}

TEST(SigningKey, RefusesAPairThatDoesNotFitAndSaysWhy) {
  const auto reason = [](const std::string& certificate, const std::string& key) {
    return SigningKey::from_texts({certificate, SecretString(key)}).error().detail;
  };
  EXPECT_EQ(reason(read_corpus("idp.pem"), read_corpus("sp.key")), "the signing certificate does not belong to the signing key");
  EXPECT_EQ(reason(read_corpus("sp.pem"), "x"), "the signing key is no PEM private key without pass phrase");
  EXPECT_EQ(reason("x", read_corpus("sp.key")), "the signing certificate is no PEM certificate");
}

TEST(SpMetadata, NamesEntityConsumerServiceAndCertificate) {
  const std::string xml = make_sp_metadata(ServiceAddresses("https://sp.example.com/a&b"), corpus_key());
  ASSERT_TRUE(XmlDocument::parse(xml));
  EXPECT_NE(xml.find(R"(entityID="https://sp.example.com/a&amp;b/saml")"), std::string::npos);
  EXPECT_NE(xml.find(R"(Location="https://sp.example.com/a&amp;b/saml/acs")"), std::string::npos);
  EXPECT_NE(xml.find(certificate_text("sp.pem")), std::string::npos);
}

TEST(Base64, IsReadStrictlyButForWhiteSpace) {
  EXPECT_EQ(decode_base64("aGFs\r\nbG8="), "hallo");
  for (const char* text : {"", "a", "aGFsbG8", "aGFs-G8=", "aGFsbG8=a", "a===", "=aaa"}) EXPECT_FALSE(decode_base64(text)) << text;
}

}  // namespace
}  // namespace gotrue::saml
