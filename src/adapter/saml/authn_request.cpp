#include "adapter/saml/authn_request.hpp"

#include "adapter/saml/pem.hpp"
#include "base/sha256.hpp"
#include "base/timestamp.hpp"
#include "base/url.hpp"

namespace gotrue::saml {
namespace {

constexpr std::string_view kRsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

std::string request_xml(const AuthnRequest& request) {
  return R"(<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" )"
         R"(xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID=")" +
         request_id_of(request.relay_state) + R"(" Version="2.0" IssueInstant=")" + format_rfc3339_seconds(request.now) +
         R"(" Destination=")" + escape_xml(request.sso_url) +
         R"(" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" AssertionConsumerServiceURL=")" +
         escape_xml(request.addresses.acs_url) + R"("><saml:Issuer>)" + escape_xml(request.addresses.entity_id) +
         R"(</saml:Issuer><samlp:NameIDPolicy AllowCreate="true"/></samlp:AuthnRequest>)";
}

// DEFLATE (RFC 1951 §3.2.4) with stored blocks alone: the text is short, and any inflater reads it.
std::string deflate_stored(std::string_view bytes) {
  std::string out;
  constexpr std::size_t kMost = 0xffff;
  do {
    const std::string_view block = bytes.substr(0, kMost);
    bytes.remove_prefix(block.size());
    const auto length = static_cast<unsigned>(block.size());
    out += bytes.empty() ? '\1' : '\0';
    for (const unsigned value : {length, ~length}) {
      out += static_cast<char>(value & 0xff);
      out += static_cast<char>(value >> 8 & 0xff);
    }
    out += block;
  } while (!bytes.empty());
  return out;
}

}  // namespace

std::string escape_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string request_id_of(std::string_view relay_state) {
  return "_" + to_hex(sha256("gotrue SAML request " + std::string(relay_state))).substr(0, 40);
}

std::string make_request_url(const AuthnRequest& request, const SigningKey& key) {
  // What is signed is the query as it goes over the wire, in this order (SAML bindings §3.4.4.1).
  std::string query = "SAMLRequest=" + percent_encode(encode_base64(deflate_stored(request_xml(request)))) +
                      "&RelayState=" + percent_encode(request.relay_state) + "&SigAlg=" + percent_encode(kRsaSha256);
  query += "&Signature=" + percent_encode(encode_base64(key.sign(query)));
  return request.sso_url + (request.sso_url.find('?') == std::string::npos ? "?" : "&") + query;
}

}  // namespace gotrue::saml
