// Takes mails out of the outbox and sees that they arrive: at once after the commit, again with growing pauses when the
// server does not take them, until their link is dead (security.md 26).
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "adapter/mail/mail_renderer.hpp"
#include "base/fair_shares.hpp"
#include "base/woken_threads.hpp"
#include "core/port/services.hpp"

namespace gotrue {

struct CourierOptions {
  std::size_t workers = 4;       // mails under way at once
  std::size_t per_instance = 4;  // of those for one instance; at most kMostLeftOut shares make all
  std::chrono::seconds first_pause{5};
  std::chrono::seconds longest_pause{3'600};
  std::chrono::seconds lease{120};  // how long another courier leaves a claimed mail alone
  std::chrono::seconds poll{30};    // how often it looks without being woken (mails of other nodes)
};

// Everything it is given outlives it. Started by the constructor; the destructor ends it after the mails under way.
class Courier {
 public:
  // nullptr: there is no such instance any more. Throws when that cannot be known now.
  using FindInstance = std::function<std::shared_ptr<const Instance>(const Uuid&)>;

  Courier(Services services, FindInstance find_instance, MailRenderer& renderer, MailTransport& transport,
          Logger& logger, CourierOptions options = {});

  // There may be something to do. Cheap, for any thread.
  void wake() { threads_.wake(); }

 private:
  // Does what is due; how long to pause.
  std::chrono::milliseconds work();
  std::vector<OutboxMessage> claim();
  void deliver(const OutboxMessage& message);
  void give_back(const OutboxMessage& message);
  void finish(const OutboxMessage& message, const Delivery& delivery);
  void log(LogLevel level, const char* what, const OutboxMessage& message, const std::string& reason);
  void drop(const OutboxMessage& message, const char* why, const std::string& reason);
  void postpone(const OutboxMessage& message, const std::string& reason);
  void remove(const OutboxMessage& message);
  // One transaction on the outbox; false when it may not have been committed, which is logged.
  bool change_outbox(const std::function<void(OutboxRepository&)>& change);
  std::chrono::microseconds pause_after(int attempts);
  std::chrono::milliseconds time_to_next();

  Services services_;
  const FindInstance find_instance_;
  MailRenderer& renderer_;
  MailTransport& transport_;
  Logger& logger_;
  const CourierOptions options_;
  FairShares shares_;
  WokenThreads threads_;
};

}  // namespace gotrue
