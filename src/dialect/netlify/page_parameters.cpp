#include "dialect/netlify/page_parameters.hpp"

#include <algorithm>
#include <charconv>

namespace gotrue::netlify {
namespace {

constexpr std::uint64_t kMaxPerPage = 10'000;

Result<std::uint64_t> parse_number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    return fail(ErrorCode::PageInvalid, "parsing \"" + text + "\": value out of range");
  }
  if (error != std::errc() || end != text.data() + text.size()) {
    return fail(ErrorCode::PageInvalid, "parsing \"" + text + "\": invalid syntax");
  }
  return value;
}

// Form-encoded, sorted by name; values of one name keep their order.
std::string encode(FormFields fields) {
  std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string query;
  for (const auto& [name, value] : fields) {
    if (!query.empty()) query += '&';
    query += form_encode(name) + '=' + form_encode(value);
  }
  return query;
}

FormFields with_page(FormFields fields, std::uint64_t page) {
  std::erase_if(fields, [](const auto& field) { return field.first == "page"; });
  fields.emplace_back("page", std::to_string(page));
  return fields;
}

}  // namespace

Result<FormFields> parse_query(const RequestScope& scope) {
  auto fields = parse_form(scope.http.query);
  if (!fields) return fail(ErrorCode::InvalidInput, "Could not read the query of the request");
  return std::move(*fields);
}

Result<PageParameters> parse_page(const FormFields& query) {
  PageParameters parameters;
  if (const std::string* page = find_field(query, "page"); page && !page->empty()) {
    parameters.page = std::max<std::uint64_t>(TRY(parse_number(*page)), 1);
  }
  if (const std::string* per_page = find_field(query, "per_page"); per_page && !per_page->empty()) {
    parameters.per_page = TRY(parse_number(*per_page));
    if (parameters.per_page == 0) return fail(ErrorCode::PageInvalid, "per_page must be at least 1");
    if (parameters.per_page > kMaxPerPage) return fail(ErrorCode::PageInvalid, "per_page must be at most 10000");
  }
  if (parameters.page > (std::uint64_t{1} << 62) / parameters.per_page) {
    return fail(ErrorCode::PageInvalid, "page is out of range");
  }
  return parameters;
}

void add_page_fields(HttpResponse& response, const RequestScope& scope, FormFields query, const PageParameters& page,
                     std::uint64_t total) {
  const std::uint64_t last = (total + page.per_page - 1) / page.per_page;
  const auto link = [&](std::uint64_t number, std::string_view relation) {
    return '<' + scope.prefix + scope.path + '?' + encode(with_page(query, number)) + ">; rel=\"" +
           std::string(relation) + '"';
  };
  std::string links;
  if (last > page.page) links += link(page.page + 1, "next") + ", ";
  if (page.page > 1) links += link(page.page - 1, "prev") + ", ";
  links += link(last, "last");
  response.add_field("Link", links);
  response.add_field("X-Total-Count", std::to_string(total));
}

}  // namespace gotrue::netlify
