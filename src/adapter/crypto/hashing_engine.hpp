// PasswordHasher with threads of its own at the lowest priority, so that a crowd of logins slows nothing else, and a
// bounded queue in front of them (security.md 22).
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "adapter/crypto/hash_kernel.hpp"
#include "base/random.hpp"
#include "core/port/password_hasher.hpp"

namespace gotrue {

struct HashingOptions {
  int cost = 10;                  // of new hashes
  std::size_t threads = 0;        // 0: one per core
  std::size_t queue_limit = 64;   // waiting, beyond those that are computed
  std::chrono::seconds deadline{30};
};

class HashingEngine final : public PasswordHasher {
 public:
  HashingEngine(HashingOptions options, std::unique_ptr<HashKernel> kernel, Random& random);
  // Fails what waits with ServerBusy and ends the threads.
  ~HashingEngine() override;

  Result<std::string> hash(std::string_view password) override;
  Result<Verdict> verify(std::string_view password, std::string_view stored_hash) override;
  Status spend() override;

 private:
  struct Ticket;
  Status spend_rest(int cost);
  Result<std::string> compute(std::string_view password, std::string setting);
  Result<std::string> enqueue_and_wait(const std::shared_ptr<Ticket>& ticket, std::string_view password,
                                       std::string setting);
  Result<Verdict> verify_argon2(std::string_view password, const std::string& stored_hash);
  void start_thread_if_needed();
  void work();
  std::vector<std::shared_ptr<Ticket>> take_work();
  void run(const std::vector<std::shared_ptr<Ticket>>& tickets);

  const HashingOptions options_;
  const std::unique_ptr<HashKernel> kernel_;
  Random& random_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Ticket>> queue_;
  std::vector<std::thread> threads_;
  std::size_t busy_threads_ = 0;
  bool is_stopping_ = false;
};

}  // namespace gotrue
