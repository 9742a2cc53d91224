#include "adapter/mail/courier.hpp"

#include <algorithm>

#include "adapter/mail/mail_link.hpp"

namespace gotrue {

Courier::Courier(Services services, FindInstance find_instance, MailRenderer& renderer, MailTransport& transport,
                 Logger& logger, CourierOptions options)
    : services_(services),
      find_instance_(std::move(find_instance)),
      renderer_(renderer),
      transport_(transport),
      logger_(logger),
      options_(options),
      shares_(options_.per_instance),
      threads_(options_.workers, [this] { return work(); }) {}

// One at a time, so that the other workers find the rest.
std::chrono::milliseconds Courier::work() {
  const auto messages = claim();
  for (const OutboxMessage& message : messages) {
    const auto share = shares_.take(message.instance_id);
    wake();
    if (share) {
      deliver(message);
    } else {
      give_back(message);
    }
  }
  // What is due and could not be claimed waits for an earlier mail to the same address.
  return messages.empty() ? std::max(time_to_next(), std::chrono::milliseconds(200)) : std::chrono::milliseconds(0);
}

bool Courier::change_outbox(const std::function<void(OutboxRepository&)>& change) {
  try {
    (void)services_.storage.transact([&](Repositories& tx) -> Status {
      change(tx.outbox());
      return {};
    });
    return true;
  } catch (const std::exception& error) {
    logger_.log(LogLevel::Error, "the outbox cannot be written", {{"component", "mail"}, {"error", error.what()}});
    return false;
  }
}

std::vector<OutboxMessage> Courier::claim() {
  std::vector<OutboxMessage> messages;
  if (time_to_next() > std::chrono::milliseconds(0)) return messages;
  const bool is_claimed = change_outbox([&](OutboxRepository& outbox) {
    const Time now = services_.clock.now();
    messages = outbox.claim(now, now + options_.lease, 1, shares_.exhausted());
  });
  // Without a commit another courier may have them.
  if (!is_claimed) messages.clear();
  return messages;
}

std::chrono::milliseconds Courier::time_to_next() {
  const std::chrono::milliseconds poll = options_.poll;
  try {
    const auto due = services_.storage.look_up(
        [&](Repositories& repositories) { return repositories.outbox().next_due(shares_.exhausted()); });
    if (!due) return poll;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*due - services_.clock.now());
    return std::clamp(wait, std::chrono::milliseconds(0), poll);
  } catch (const std::exception&) {
    return poll;
  }
}

void Courier::deliver(const OutboxMessage& message) {
  const Time now = services_.clock.now();
  if (message.expires_at <= now) return drop(message, "mail was not sent in time", message.last_error);
  try {
    const auto instance = find_instance_(message.instance_id);
    if (!instance) return drop(message, "mail cannot be made", "its instance is gone");
    const auto mail = renderer_.render(message, *instance, now);
    if (!mail) return drop(message, "mail cannot be made", mail.error());
    finish(message, transport_.deliver(*mail, instance->settings.smtp));
  } catch (const std::exception& error) {
    postpone(message, error.what());
  }
}

// Another worker was quicker to take the last of its instance's share.
void Courier::give_back(const OutboxMessage& message) {
  change_outbox([&](OutboxRepository& outbox) {
    outbox.postpone(message.id, message.attempts, message.next_attempt_at, message.last_error);
  });
}

void Courier::finish(const OutboxMessage& message, const Delivery& delivery) {
  switch (delivery.outcome) {
    case Delivery::Outcome::Sent: return remove(message);
    case Delivery::Outcome::TryAgain: return postpone(message, delivery.reason);
    case Delivery::Outcome::Refused: return drop(message, "mail was refused", delivery.reason);
  }
}

// What was sent and stays is sent again by another courier once the lease ends: tried for as long as it holds.
void Courier::remove(const OutboxMessage& message) {
  const auto try_remove = [&] { return change_outbox([&](OutboxRepository& outbox) { outbox.remove(message.id); }); };
  const Time end = services_.clock.now() + options_.lease / 2;
  while (!try_remove() && services_.clock.now() < end) {
    if (!threads_.sleep(std::chrono::seconds(1))) return;
  }
}

void Courier::log(LogLevel level, const char* what, const OutboxMessage& message, const std::string& reason) {
  const std::string instance_id = message.instance_id.to_string();
  const std::string user_id = message.user_id.to_string();
  const LogField fields[] = {{"component", "mail"}, {"kind", mail_kind_name(message.kind)}, {"instance_id", instance_id},
                             {"user_id", user_id}, {"error", reason}};
  logger_.log(level, what, fields);
}

void Courier::drop(const OutboxMessage& message, const char* why, const std::string& reason) {
  log(LogLevel::Error, why, message, reason);
  remove(message);
}

// Doubles with every try, up to the longest, and varies by a quarter so that many do not come back at once.
std::chrono::microseconds Courier::pause_after(int attempts) {
  std::chrono::microseconds pause = options_.first_pause;
  for (int i = 1; i < attempts && pause < options_.longest_pause; ++i) pause *= 2;
  pause = std::min<std::chrono::microseconds>(pause, options_.longest_pause);
  unsigned char byte = 0;
  services_.random.fill({&byte, 1});
  return pause - pause / 4 * byte / 256;
}

void Courier::postpone(const OutboxMessage& message, const std::string& reason) {
  const int attempts = message.attempts + 1;
  const Time next = services_.clock.now() + pause_after(attempts);
  change_outbox(
      [&](OutboxRepository& outbox) { outbox.postpone(message.id, attempts, next, reason.substr(0, 500)); });
  log(LogLevel::Warn, "mail could not be sent, it is tried again", message, reason);
}

}  // namespace gotrue
