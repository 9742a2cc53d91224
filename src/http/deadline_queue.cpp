#include "http/deadline_queue.hpp"

namespace gotrue::http {

DeadlineQueue::DeadlineQueue(const Timeouts& timeouts)
    : lists_{List{timeouts.idle}, List{timeouts.head},  List{timeouts.body},
             List{timeouts.answer}, List{timeouts.outbound}, List{timeouts.write}, List{timeouts.linger}} {}

void DeadlineQueue::arm(std::uint32_t slot, Phase phase, Moment now) {
  if (slot >= nodes_.size()) nodes_.resize(slot + 1);
  disarm(slot);
  List& list = lists_[static_cast<std::size_t>(phase)];
  nodes_[slot] = {now + list.duration, list.last, kNone, phase};
  (list.last == kNone ? list.first : nodes_[list.last].next) = slot;
  list.last = slot;
}

void DeadlineQueue::disarm(std::uint32_t slot) {
  if (slot >= nodes_.size() || nodes_[slot].phase == Phase::Closed) return;
  Node& node = nodes_[slot];
  List& list = lists_[static_cast<std::size_t>(node.phase)];
  (node.previous == kNone ? list.first : nodes_[node.previous].next) = node.next;
  (node.next == kNone ? list.last : nodes_[node.next].previous) = node.previous;
  node = {};
}

std::optional<std::uint32_t> DeadlineQueue::take_expired(Moment now) {
  for (const List& list : lists_) {
    const std::uint32_t slot = list.first;
    if (slot == kNone || nodes_[slot].deadline > now) continue;
    disarm(slot);
    return slot;
  }
  return std::nullopt;
}

}  // namespace gotrue::http
