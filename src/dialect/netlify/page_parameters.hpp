// Paging as the original does it: ?page&per_page in, Link and X-Total-Count out.
#pragma once
#include <cstdint>

#include "base/route.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "core/port/storage.hpp"

namespace gotrue::netlify {

struct PageParameters {
  std::uint64_t page = 1;
  std::uint64_t per_page = 50;

  PageRequest request() const { return {(page - 1) * per_page, per_page}; }
};

// The fields of the query string. Error: InvalidInput.
Result<FormFields> parse_query(const RequestScope& scope);

// Errors: PageInvalid for what is no number, for per_page 0 or over 10,000, and for a page beyond all numbers.
Result<PageParameters> parse_page(const FormFields& query);

// Adds Link (relative, under the prefix that was requested) and X-Total-Count.
void add_page_fields(HttpResponse& response, const RequestScope& scope, FormFields query, const PageParameters& page,
                     std::uint64_t total);

}  // namespace gotrue::netlify
