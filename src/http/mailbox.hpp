// Where answers that were made on other threads wait for the I/O thread that owns their connection.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/http_message.hpp"
#include "http/unique_fd.hpp"

namespace gotrue::http {

// A connection slot and its generation: a connection that is gone is never taken for the one that follows it.
struct ConnectionId {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
  bool operator==(const ConnectionId&) const = default;
};

struct Answer {
  ConnectionId connection;
  HttpResponse response;
};

// Shared by one I/O thread and the jobs that it gave away, so it lives until the last of them. Thread-safe.
class Mailbox {
 public:
  Mailbox();
  // The I/O thread learns of it by the next `announce`.
  void post(Answer answer);
  // Makes the fd readable when something was posted since the last time.
  void announce();
  // Makes the fd readable without an answer.
  void wake();
  // The I/O thread takes everything and clears the fd.
  std::vector<Answer> take();
  int fd() const { return event_.get(); }

 private:
  UniqueFd event_;
  std::atomic<bool> is_unannounced_ = false;
  std::mutex mutex_;
  std::vector<Answer> answers_;
};

// Where the answer to one request goes.
struct ReplyAddress {
  std::shared_ptr<Mailbox> mailbox;
  ConnectionId connection;
};

}  // namespace gotrue::http
