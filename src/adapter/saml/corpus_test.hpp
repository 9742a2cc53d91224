// The responses of tests/data/saml (written by tests/e2e/saml-corpus.mjs), and what they are checked against.
#pragma once
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "adapter/saml/check_response.hpp"
#include "adapter/saml/pem.hpp"
#include "base/timestamp.hpp"

namespace gotrue::saml {

inline std::string read_corpus(const std::string& name) {
  std::ifstream file(std::string(GOTRUE_TEST_DATA) + "/saml/" + name, std::ios::binary);
  if (!file) throw std::runtime_error("there is no " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline const std::vector<std::string>& corpus_certificates() {
  static const std::vector<std::string> certificates = {certificate_from_pem(read_corpus("idp-ec.pem")).value(),
                                                        certificate_from_pem(read_corpus("idp.pem")).value()};
  return certificates;
}

inline const SecretString& corpus_private_key() {
  static const SecretString key(read_corpus("sp.key"));
  return key;
}

inline Expectation corpus_expectation() {
  return {"https://idp.example.com/metadata", "https://sp.example.com/saml", "https://sp.example.com/saml/acs",
          "_request1", *parse_rfc3339("2030-01-01T00:01:00Z")};
}

inline Result<CheckedResponse> check_corpus(std::string_view xml) {
  return check_response(xml, {corpus_expectation(), corpus_certificates(), corpus_private_key()});
}

}  // namespace gotrue::saml
