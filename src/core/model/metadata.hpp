// user_metadata and app_metadata: JSON objects of the user's and of the operator's making. They travel as
// canonical JSON text from the database to the answer and the token, and are parsed only to be changed.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace gotrue {

// user_metadata and app_metadata together hold at most this many bytes of canonical text (http-api.md).
inline constexpr std::size_t kMaxMetadataBytes = 32 * 1024;

class Metadata {
 public:
  // {}
  Metadata() : text_("{}") {}
  explicit Metadata(const json::Object& object) : text_(json::to_text(object)) {}
  // From the database: NULL, empty, JSON `null` and anything that is no object become {} (older servers store
  // such); an object is kept byte by byte.
  static Metadata from_stored(std::string_view text);

  // The JSON text of an object.
  const std::string& text() const { return text_; }
  json::Object parse() const;
  // The string at the top-level `key`, or an empty one.
  std::string find_string(std::string_view key) const;
  // Top-level merge: a key with null is removed, any other value replaces (http-api.md "User object").
  void merge(const json::Object& changes);

  bool operator==(const Metadata&) const = default;

 private:
  std::string text_;
};

}  // namespace gotrue
