// Reads the fields of a JSON body. Field names match exactly, unknown fields are ignored, null counts as absent,
// and a value of the wrong type is a 400 (http-api.md "Common rules").
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace gotrue::netlify {

class BodyReader {
 public:
  // `prefix` begins every error text: "Could not read Signup params: ". Error: InvalidInput.
  static Result<BodyReader> read(std::string_view body, std::string_view prefix);

  // An absent text is empty. Each fails with InvalidInput for a value of another type.
  Result<std::string> text(std::string_view key) const;
  Result<std::optional<std::string>> optional_text(std::string_view key) const;
  Result<bool> boolean(std::string_view key) const;
  Result<std::optional<json::Object>> object(std::string_view key) const;

 private:
  BodyReader(json::Object object, std::string prefix) : object_(std::move(object)), prefix_(std::move(prefix)) {}
  const json::Value* find(std::string_view key) const;
  tl::unexpected<Error> wrong_type(std::string_view key, const json::Value& value, std::string_view expected) const;

  json::Object object_;
  std::string prefix_;
};

}  // namespace gotrue::netlify
