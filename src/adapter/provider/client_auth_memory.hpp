// How each token endpoint takes the credentials of a client: what worked is remembered (http-api.md "External
// providers").
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace gotrue {

enum class ClientAuth { Basic, Body };

// Thread-safe; memory is bounded.
class ClientAuthMemory {
 public:
  std::optional<ClientAuth> find(const std::string& endpoint) const {
    const std::lock_guard lock(mutex_);
    const auto found = ways_.find(endpoint);
    if (found == ways_.end()) return std::nullopt;
    return found->second;
  }
  void remember(const std::string& endpoint, ClientAuth way) {
    const std::lock_guard lock(mutex_);
    if (ways_.size() >= kMost) ways_.clear();
    ways_[endpoint] = way;
  }

 private:
  static constexpr std::size_t kMost = 4'096;
  mutable std::mutex mutex_;
  std::map<std::string, ClientAuth> ways_;
};

}  // namespace gotrue
