// Handles of libcurl that keep their connections between requests. Of one client alone: a connection that stands was
// made under its address policy.
#pragma once
#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/net/curl_library.hpp"

namespace gotrue {

// Thread-safe; a handle belongs to one request at a time. Who asks for an origin (scheme://host[:port]) gets the handle that
// was there last, if one is idle: requests to others meanwhile do not cost it its connection.
class CurlHandlePool {
 public:
  std::unique_ptr<CurlHandle> take(std::string_view origin) {
    {
      const std::lock_guard lock(mutex_);
      auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const Idle& idle) { return idle.origin == origin; });
      if (found != idle_.rend()) {
        auto handle = std::move(found->handle);
        idle_.erase(std::next(found).base());
        return handle;
      }
    }
    return std::make_unique<CurlHandle>();
  }
  // Forgets every option of the request, not the connections. Of too many the one that was idle for longest goes.
  void give_back(std::string origin, std::unique_ptr<CurlHandle> handle) {
    CurlLibrary::get().easy_reset(handle->get());
    Idle oldest;
    const std::lock_guard lock(mutex_);
    if (idle_.size() == kMostIdle) {
      oldest = std::move(idle_.front());
      idle_.erase(idle_.begin());
    }
    idle_.push_back({std::move(origin), std::move(handle)});
  }

 private:
  struct Idle {
    std::string origin;
    std::unique_ptr<CurlHandle> handle;
  };
  static constexpr std::size_t kMostIdle = 16;
  std::mutex mutex_;
  std::vector<Idle> idle_;
};

// A handle for the length of one request to that origin.
class BorrowedHandle {
 public:
  BorrowedHandle(CurlHandlePool& pool, std::string origin)
      : pool_(pool), origin_(std::move(origin)), handle_(pool.take(origin_)) {}
  ~BorrowedHandle() { pool_.give_back(std::move(origin_), std::move(handle_)); }
  BorrowedHandle(const BorrowedHandle&) = delete;
  BorrowedHandle& operator=(const BorrowedHandle&) = delete;
  CURL* get() const { return handle_->get(); }

 private:
  CurlHandlePool& pool_;
  std::string origin_;
  std::unique_ptr<CurlHandle> handle_;
};

}  // namespace gotrue
