// libxml2 and libxmlsec1 with its OpenSSL back end, opened at their first use: a server without SAML maps none of them
// (ADR 7). The headers give the types; every function is looked up by name.
#pragma once
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/keys.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlenc.h>

namespace gotrue::saml {

// Lives as long as the process. Thread-safe once opened.
struct SamlLibrary {
  // Throws std::runtime_error when a library is not there, lacks a function or has another binary interface.
  static const SamlLibrary& get();

  // Silences the calling thread: what the libraries would print on standard error holds bytes of the request.
  void silence() const;

  decltype(&::xmlNewParserCtxt) new_parser;
  decltype(&::xmlFreeParserCtxt) free_parser;
  decltype(&::xmlCtxtReadMemory) read_memory;
  decltype(&::xmlFreeDoc) free_document;
  decltype(&::xmlAddID) add_id;

  decltype(&::xmlSecDSigCtxCreate) new_signature;
  decltype(&::xmlSecDSigCtxDestroy) free_signature;
  decltype(&::xmlSecDSigCtxVerify) verify_signature;
  decltype(&::xmlSecDSigCtxEnableSignatureTransform) enable_signature_transform;
  decltype(&::xmlSecDSigCtxEnableReferenceTransform) enable_reference_transform;
  decltype(&::xmlSecDSigReferenceCtxGetPreDigestBuffer) signed_buffer;
  decltype(&::xmlSecPtrListGetSize) list_size;
  decltype(&::xmlSecPtrListGetItem) list_item;
  decltype(&::xmlSecBufferGetData) buffer_bytes;
  decltype(&::xmlSecBufferGetSize) buffer_size;

  decltype(&::xmlSecEncCtxCreate) new_encryption;
  decltype(&::xmlSecEncCtxDestroy) free_encryption;
  decltype(&::xmlSecEncCtxDecryptToBuffer) decrypt;
  decltype(&::xmlSecKeyReadMemory) read_key_bytes;
  decltype(&::xmlSecKeyDestroy) free_key;
  xmlSecKeyPtr (*load_key)(const xmlSecByte* bytes, xmlSecSize size, xmlSecKeyDataFormat format, const char* password,
                           void* callback, void* context);
  xmlSecKeyDataId aes_key;

  // What a signature may be made of: exclusive canonicalisation without comments, the enveloped-signature
  // transform, SHA-2 digests, RSA and ECDSA over SHA-2. No SHA-1, no HMAC, no XPath, no XSLT.
  xmlSecTransformId exclusive_c14n;
  xmlSecTransformId enveloped;
  xmlSecTransformId digests[3];
  xmlSecTransformId signatures[6];

 private:
  SamlLibrary();
  void resolve_xml(void* library);
  void resolve_xmlsec(void* library);
  void resolve_openssl(void* library);
  void initialise(void* xml, void* xmlsec, void* openssl);

  void (*set_structured_error_)(void* context, xmlStructuredErrorFunc handler);
};

}  // namespace gotrue::saml
