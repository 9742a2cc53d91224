#include "adapter/saml/saml_library.hpp"

#include <dlfcn.h>
#include <xmlsec/errors.h>

#include <stdexcept>
#include <string>

namespace gotrue::saml {
namespace {

void* open_library(const char* name, const char* package) {
  void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library) return library;
  throw std::runtime_error(std::string(name) + " cannot be opened: install the package " + package);
}

template <class Function>
void resolve(void* library, const char* name, Function& function) {
  void* symbol = dlsym(library, name);
  if (!symbol) throw std::runtime_error(std::string("the SAML libraries lack ") + name);
  function = reinterpret_cast<Function>(symbol);
}

// The descriptions of transforms and keys come from functions without parameters.
template <class Id>
Id id_of(void* library, const char* name) {
  Id (*get)() = nullptr;
  resolve(library, name, get);
  return get();
}

void ignore_error(void*, xmlErrorPtr) {}
void ignore_xmlsec_error(const char*, int, const char*, const char*, const char*, int, const char*) {}
// No entity, DTD or document is ever fetched, from a file or from the network.
xmlParserInputPtr load_nothing(const char*, const char*, xmlParserCtxtPtr) { return nullptr; }

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("libxmlsec1 cannot be used: ") + what);
}

}  // namespace

SamlLibrary::SamlLibrary() {
  void* xml = open_library("libxml2.so.2", "libxml2");
  void* xmlsec = open_library("libxmlsec1.so.1", "libxmlsec1");
  void* openssl = open_library("libxmlsec1-openssl.so.1", "libxmlsec1-openssl");
  resolve_xml(xml);
  resolve_xmlsec(xmlsec);
  initialise(xml, xmlsec, openssl);
  resolve_openssl(openssl);
}

void SamlLibrary::resolve_xml(void* library) {
  resolve(library, "xmlNewParserCtxt", new_parser);
  resolve(library, "xmlFreeParserCtxt", free_parser);
  resolve(library, "xmlCtxtReadMemory", read_memory);
  resolve(library, "xmlFreeDoc", free_document);
  resolve(library, "xmlAddID", add_id);
  resolve(library, "xmlSetStructuredErrorFunc", set_structured_error_);
}

void SamlLibrary::resolve_xmlsec(void* library) {
  resolve(library, "xmlSecDSigCtxCreate", new_signature);
  resolve(library, "xmlSecDSigCtxDestroy", free_signature);
  resolve(library, "xmlSecDSigCtxVerify", verify_signature);
  resolve(library, "xmlSecDSigCtxEnableSignatureTransform", enable_signature_transform);
  resolve(library, "xmlSecDSigCtxEnableReferenceTransform", enable_reference_transform);
  resolve(library, "xmlSecDSigReferenceCtxGetPreDigestBuffer", signed_buffer);
  resolve(library, "xmlSecPtrListGetSize", list_size);
  resolve(library, "xmlSecPtrListGetItem", list_item);
  resolve(library, "xmlSecBufferGetData", buffer_bytes);
  resolve(library, "xmlSecBufferGetSize", buffer_size);
  resolve(library, "xmlSecEncCtxCreate", new_encryption);
  resolve(library, "xmlSecEncCtxDestroy", free_encryption);
  resolve(library, "xmlSecEncCtxDecryptToBuffer", decrypt);
  resolve(library, "xmlSecKeyReadMemory", read_key_bytes);
  resolve(library, "xmlSecKeyDestroy", free_key);
}

void SamlLibrary::initialise(void* xml, void* xmlsec, void* openssl) {
  decltype(&::xmlInitParser) init_parser = nullptr;
  decltype(&::xmlSetExternalEntityLoader) set_entity_loader = nullptr;
  decltype(&::xmlSecErrorsSetCallback) set_error_callback = nullptr;
  decltype(&::xmlSecCheckVersionExt) check_version = nullptr;
  decltype(&::xmlSecInit) init = nullptr;
  int (*init_crypto_app)(const char*) = nullptr;
  int (*init_crypto)() = nullptr;
  resolve(xml, "xmlInitParser", init_parser);
  resolve(xml, "xmlSetExternalEntityLoader", set_entity_loader);
  resolve(xmlsec, "xmlSecErrorsSetCallback", set_error_callback);
  resolve(xmlsec, "xmlSecCheckVersionExt", check_version);
  resolve(xmlsec, "xmlSecInit", init);
  resolve(openssl, "xmlSecOpenSSLAppInit", init_crypto_app);
  resolve(openssl, "xmlSecOpenSSLInit", init_crypto);
  init_parser();
  require(init() == 0, "initialisation");
  require(check_version(XMLSEC_VERSION_MAJOR, XMLSEC_VERSION_MINOR, XMLSEC_VERSION_SUBMINOR,
                        xmlSecCheckVersionABICompatible) == 1, "another version than this binary was built with");
  require(init_crypto_app(nullptr) == 0 && init_crypto() == 0, "initialisation of OpenSSL");
  set_error_callback(ignore_xmlsec_error);
  // After xmlSecInit, which sets a loader of its own.
  set_entity_loader(load_nothing);
  exclusive_c14n = id_of<xmlSecTransformId>(xmlsec, "xmlSecTransformExclC14NGetKlass");
  enveloped = id_of<xmlSecTransformId>(xmlsec, "xmlSecTransformEnvelopedGetKlass");
}

void SamlLibrary::resolve_openssl(void* library) {
  resolve(library, "xmlSecOpenSSLAppKeyLoadMemory", load_key);
  aes_key = id_of<xmlSecKeyDataId>(library, "xmlSecOpenSSLKeyDataAesGetKlass");
  const auto transform = [library](const std::string& name) {
    return id_of<xmlSecTransformId>(library, ("xmlSecOpenSSLTransform" + name + "GetKlass").c_str());
  };
  int i = 0;
  for (const char* size : {"256", "384", "512"}) {
    digests[i] = transform(std::string("Sha") + size);
    signatures[2 * i] = transform(std::string("RsaSha") + size);
    signatures[2 * i + 1] = transform(std::string("EcdsaSha") + size);
    ++i;
  }
}

const SamlLibrary& SamlLibrary::get() {
  static const SamlLibrary library;
  return library;
}

void SamlLibrary::silence() const { set_structured_error_(nullptr, ignore_error); }

}  // namespace gotrue::saml
