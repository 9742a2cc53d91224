// A secret (key, operator token, SMTP password): never printed, wiped when it goes, compared in time that
// depends on the lengths alone.
#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace gotrue {

// True when both have the same bytes; the time depends on the length of `b` alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);
// Overwrites the bytes in a way that the compiler does not remove.
void wipe(std::string& bytes);

class SecretString {
 public:
  SecretString() = default;
  explicit SecretString(std::string value) : value_(std::move(value)) {}
  SecretString(const SecretString&) = default;
  SecretString(SecretString&& other) noexcept : value_(std::move(other.value_)) { wipe(other.value_); }
  SecretString& operator=(const SecretString& other) {
    if (this != &other) {
      wipe(value_);
      value_ = other.value_;
    }
    return *this;
  }
  SecretString& operator=(SecretString&& other) noexcept {
    if (this != &other) {
      wipe(value_);
      value_ = std::move(other.value_);
      wipe(other.value_);
    }
    return *this;
  }
  ~SecretString() { wipe(value_); }

  // The bytes themselves; keep them out of logs, errors and answers.
  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  std::size_t size() const { return value_.size(); }
  // An empty secret equals nothing, not even the empty text.
  bool equals(std::string_view other) const { return !value_.empty() && equal_in_constant_time(other, value_); }

 private:
  std::string value_;
};

}  // namespace gotrue
