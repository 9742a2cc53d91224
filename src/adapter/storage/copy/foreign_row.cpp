#include "adapter/storage/copy/foreign_row.hpp"

#include "adapter/storage/sql/foreign_metadata.hpp"
#include "base/uuid.hpp"

namespace gotrue::copy {
namespace {

bool names_uuid(std::string_view column) {
  return column == "id" || column == "user_id" || column == "instance_id" || column == "session_id";
}

bool is_metadata(std::string_view column) { return column == "raw_app_meta_data" || column == "raw_user_meta_data"; }

void lower_uuid(std::string& text) {
  if (const auto id = Uuid::parse(text)) text = id->to_string();
}

}  // namespace

void bring_into_form(const CopiedTable& table, Row& row) {
  const bool is_user = std::string_view(table.name) == "users";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string_view column = table.columns[i].name;
    Value& value = row[i];
    if (value.kind != Kind::Text) continue;
    if (is_user && column == "aud") value.is_null = false;
    if (value.is_null) continue;
    if (names_uuid(column)) lower_uuid(value.bytes);
    if (is_metadata(column) && !json::parse_unique_keys(value.bytes)) value.bytes = sql::read_foreign_metadata(value.bytes).text();
  }
}

}  // namespace gotrue::copy
