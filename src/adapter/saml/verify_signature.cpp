#include "adapter/saml/verify_signature.hpp"

#include <memory>

#include "adapter/saml/signature_rules.hpp"

namespace gotrue::saml {
namespace {

struct FreeContext {
  void operator()(xmlSecDSigCtxPtr context) const { SamlLibrary::get().free_signature(context); }
};
using Context = std::unique_ptr<xmlSecDSigCtx, FreeContext>;

// Makes the ID of the owner known, and of nobody else: a reference finds the owner or nothing.
bool register_id(const XmlDocument& document, xmlNodePtr owner) {
  for (xmlAttrPtr item = owner->properties; item; item = item->next) {
    if (item->ns || std::string_view(reinterpret_cast<const char*>(item->name)) != "ID") continue;
    const auto id = attribute(owner, "ID");
    return SamlLibrary::get().add_id(nullptr, document.get(), reinterpret_cast<const xmlChar*>(id->c_str()), item) !=
           nullptr;
  }
  return false;
}

xmlSecKeyPtr load_certificate(const std::string& der) {
  return SamlLibrary::get().load_key(reinterpret_cast<const xmlSecByte*>(der.data()),
                                     static_cast<xmlSecSize>(der.size()), xmlSecKeyDataFormatCertDer, nullptr, nullptr,
                                     nullptr);
}

// With a key of its own the context reads no KeyInfo.
Context make_context(const std::string& certificate) {
  const SamlLibrary& library = SamlLibrary::get();
  Context context(library.new_signature(nullptr));
  if (!context) return nullptr;
  context->signKey = load_certificate(certificate);
  if (!context->signKey) return nullptr;
  context->flags |= XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
  context->enabledReferenceUris = xmlSecTransformUriTypeSameDocument;
  bool ok = library.enable_signature_transform(context.get(), library.exclusive_c14n) == 0;
  for (const auto signature : library.signatures) ok = ok && library.enable_signature_transform(context.get(), signature) == 0;
  for (const auto digest : library.digests) ok = ok && library.enable_reference_transform(context.get(), digest) == 0;
  ok = ok && library.enable_reference_transform(context.get(), library.exclusive_c14n) == 0;
  ok = ok && library.enable_reference_transform(context.get(), library.enveloped) == 0;
  return ok ? std::move(context) : nullptr;
}

std::optional<std::string> signed_bytes(const Context& context) {
  const SamlLibrary& library = SamlLibrary::get();
  if (library.list_size(&context->signedInfoReferences) != 1) return std::nullopt;
  const auto reference = static_cast<xmlSecDSigReferenceCtxPtr>(library.list_item(&context->signedInfoReferences, 0));
  if (!reference || reference->status != xmlSecDSigStatusSucceeded) return std::nullopt;
  const auto buffer = library.signed_buffer(reference);
  if (!buffer) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(library.buffer_bytes(buffer)), library.buffer_size(buffer));
}

}  // namespace

Result<std::string> verify_signature(const XmlDocument& document, const SignedElement& element,
                                     std::span<const std::string> certificates) {
  TRY(check_signature_form(element.signature, element.owner));
  const SamlLibrary& library = SamlLibrary::get();
  library.silence();
  if (!register_id(document, element.owner)) return refused("the ID of the signed element cannot be used");
  for (const std::string& certificate : certificates) {
    const Context context = make_context(certificate);
    if (!context) continue;
    if (library.verify_signature(context.get(), element.signature) != 0) continue;
    if (context->status != xmlSecDSigStatusSucceeded) continue;
    if (auto bytes = signed_bytes(context)) return std::move(*bytes);
  }
  return refused("no key of the identity provider made the signature");
}

}  // namespace gotrue::saml
