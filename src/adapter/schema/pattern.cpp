#define PCRE2_CODE_UNIT_WIDTH 8
#include "adapter/schema/pattern.hpp"

#include <pcre2.h>

namespace gotrue {
namespace {

// Steps of one match: some milliseconds.
constexpr std::uint32_t kMatchLimit = 200'000;
constexpr std::uint32_t kHeapLimitKibibytes = 1'024;
constexpr std::uint32_t kOptions = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_ALT_BSUX | PCRE2_DOLLAR_ENDONLY |
                                   PCRE2_NEVER_BACKSLASH_C | PCRE2_MATCH_UNSET_BACKREF;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* part) const { Free(part); }
};
using CodePart = std::unique_ptr<pcre2_code, Freed<pcre2_code, pcre2_code_free>>;
using MatchPart = std::unique_ptr<pcre2_match_data, Freed<pcre2_match_data, pcre2_match_data_free>>;
using ContextPart = std::unique_ptr<pcre2_match_context, Freed<pcre2_match_context, pcre2_match_context_free>>;

}  // namespace

struct Pattern::Code {
  CodePart part;
};

std::optional<Pattern> Pattern::compile(std::string_view expression) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  CodePart part(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(), kOptions, &error,
                              &offset, nullptr));
  if (!part) return std::nullopt;
  return Pattern(std::make_shared<const Code>(Code{std::move(part)}));
}

bool Pattern::matches(std::string_view text) const {
  const MatchPart match(pcre2_match_data_create_from_pattern(code_->part.get(), nullptr));
  const ContextPart context(pcre2_match_context_create(nullptr));
  if (!match || !context) return false;
  pcre2_set_match_limit(context.get(), kMatchLimit);
  pcre2_set_heap_limit(context.get(), kHeapLimitKibibytes);
  return pcre2_match(code_->part.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, PCRE2_NO_UTF_CHECK,
                     match.get(), context.get()) >= 0;
}

}  // namespace gotrue
