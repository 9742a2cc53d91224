// Handles of libcurl that keep their connections between requests. Of one client alone: a connection that stands was
// made under its address policy.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "adapter/net/curl_library.hpp"

namespace gotrue {

// Thread-safe; a handle belongs to one request at a time.
class CurlHandlePool {
 public:
  std::unique_ptr<CurlHandle> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
      }
    }
    return std::make_unique<CurlHandle>();
  }
  // Forgets every option of the request, not the connections.
  void give_back(std::unique_ptr<CurlHandle> handle) {
    CurlLibrary::get().easy_reset(handle->get());
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMostIdle) idle_.push_back(std::move(handle));
  }

 private:
  static constexpr std::size_t kMostIdle = 16;
  std::mutex mutex_;
  std::vector<std::unique_ptr<CurlHandle>> idle_;
};

// A handle for the length of one request.
class BorrowedHandle {
 public:
  explicit BorrowedHandle(CurlHandlePool& pool) : pool_(pool), handle_(pool.take()) {}
  ~BorrowedHandle() { pool_.give_back(std::move(handle_)); }
  BorrowedHandle(const BorrowedHandle&) = delete;
  BorrowedHandle& operator=(const BorrowedHandle&) = delete;
  CURL* get() const { return handle_->get(); }

 private:
  CurlHandlePool& pool_;
  std::unique_ptr<CurlHandle> handle_;
};

}  // namespace gotrue
