#include "http/io_thread.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace gotrue::http {
namespace {

constexpr std::size_t kScratchSize = 16 * 1024;
constexpr std::size_t kKeptOutput = 256 * 1024;
constexpr int kMaxEvents = 256;
constexpr int kMaxAcceptsPerTurn = 64;

// The generation of an open connection is odd, also after it wrapped, so these are no connection.
constexpr std::uint64_t kListenerKey = 0;
constexpr std::uint64_t kMailboxKey = 1;

std::uint64_t key_of(ConnectionId id) { return (static_cast<std::uint64_t>(id.generation) << 32) | id.slot; }
ConnectionId id_of(std::uint64_t key) {
  return {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
}

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void watch(int epoll, int fd, std::uint32_t events, std::uint64_t key) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = key;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
}

}  // namespace

IoThread::IoThread(UniqueFd listener, std::shared_ptr<const RequestPipeline> pipeline, const ServerOptions& options,
                   const Clock& clock, SharedState& shared)
    : clock_(clock),
      timeouts_(options.timeouts),
      limits_(options.limits),
      shared_(shared),
      pipeline_(std::move(pipeline)),
      mailbox_(std::make_shared<Mailbox>()),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      listener_(std::move(listener)),
      scratch_(kScratchSize),
      context_{*pipeline_, limits_, timeouts_, mailbox_, scratch_, {}, {}, {}, false, false},
      deadlines_(timeouts_) {
  if (!epoll_.is_open()) fail("epoll_create1");
  watch(epoll_.get(), listener_.get(), EPOLLIN, kListenerKey);
  watch(epoll_.get(), mailbox_->fd(), EPOLLIN, kMailboxKey);
}

void IoThread::start() {
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "gotrue-io");
}

void IoThread::stop(Moment deadline) {
  stop_deadline_ = deadline;
  stop_requested_.store(true, std::memory_order_release);
  mailbox_->wake();
}

void IoThread::join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::run() {
  std::vector<epoll_event> events(kMaxEvents);
  read_clock();
  while (!is_finished()) {
    const int count = ::epoll_wait(epoll_.get(), events.data(), kMaxEvents, wait_time());
    read_clock();
    look_at_crowd();
    for (int i = 0; i < count; ++i) on_event(events[static_cast<std::size_t>(i)]);
    give_turns();
    context_.pipeline.flush_lanes();
    if (now_ >= next_look_) look_at_deadlines();
    if (!context_.is_stopping && stop_requested_.load(std::memory_order_acquire)) begin_stop();
    if (context_.out.capacity() > kKeptOutput) context_.out = std::string();
  }
  for (std::uint32_t index = 0; index < slots_.size(); ++index) {
    slots_[index].connection.close();
    settle(index);
  }
}

bool IoThread::is_finished() const {
  return context_.is_stopping && (open_ == 0 || now_ >= stop_deadline_);
}

// Sleeps for good when there is nothing to time.
int IoThread::wait_time() const {
  if (!turns_.empty()) return 0;
  const bool has_deadlines = open_ > 0 || !is_accepting_ || context_.is_stopping;
  return has_deadlines ? static_cast<int>(timeouts_.resolution.count()) : -1;
}

void IoThread::read_clock() {
  now_ = clock_.monotonic();
  const std::string_view date = date_.at(clock_.now());
  if (context_.date != date) context_.date = date;
}

void IoThread::on_event(const epoll_event& event) {
  if (event.data.u64 == kListenerKey) return accept_all();
  if (event.data.u64 == kMailboxKey) return deliver_answers();
  const ConnectionId id = id_of(event.data.u64);
  Slot* const slot = find(id);
  if (slot == nullptr) return;
  slot->connection.on_events(context_, event.events);
  settle(id.slot);
}

void IoThread::accept_all() {
  for (int i = 0; i < kMaxAcceptsPerTurn; ++i) {
    if (!listener_.is_open() || !accept_one()) return;
  }
}

// False when there is nothing more to accept now.
bool IoThread::accept_one() {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  UniqueFd fd(::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&name), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!fd.is_open()) {
    const bool is_out_of_descriptors = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    if (is_out_of_descriptors) watch_listener(false);
    return errno == ECONNABORTED || errno == EINTR;
  }
  // Over the limit a client learns it at once instead of waiting in the backlog.
  if (shared_.open_connections.load(std::memory_order_relaxed) >= shared_.max_connections) return true;
  const int yes = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  add_connection(std::move(fd), Peer::from_socket(name));
  return true;
}

void IoThread::add_connection(UniqueFd fd, const Peer& peer) {
  const std::uint32_t index = take_slot();
  Slot& slot = slots_[index];
  const ConnectionId id{index, slot.generation + 1};
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = key_of(id);
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd.get(), &event) != 0) {
    free_slots_.push_back(index);
    return;
  }
  slot.generation = id.generation;
  slot.connection.open(std::move(fd), peer, id);
  slot.is_taken = true;
  ++open_;
  shared_.open_connections.fetch_add(1, std::memory_order_relaxed);
  settle(index);
}

void IoThread::deliver_answers() {
  for (const Answer& answer : mailbox_->take()) {
    Slot* const slot = find(answer.connection);
    if (slot == nullptr) continue;
    slot->connection.on_answer(context_, answer.response);
    settle(answer.connection.slot);
  }
}

void IoThread::give_turns() {
  std::vector<std::uint32_t> turns;
  turns.swap(turns_);
  for (const std::uint32_t index : turns) {
    slots_[index].has_turn = false;
    if (!slots_[index].connection.wants_turn()) continue;
    slots_[index].connection.take_turn(context_);
    settle(index);
  }
}

void IoThread::look_at_deadlines() {
  next_look_ = now_ + timeouts_.resolution;
  while (const auto index = deadlines_.take_expired(now_)) {
    slots_[*index].armed_phase = Phase::Closed;
    slots_[*index].connection.on_deadline(context_);
    settle(*index);
  }
  if (!is_accepting_) watch_listener(true);
}

void IoThread::begin_stop() {
  while (listener_.is_open() && is_accepting_ && accept_one()) {
  }
  listener_.reset();
  context_.is_stopping = true;
  for (std::uint32_t index = 0; index < slots_.size(); ++index) {
    slots_[index].connection.on_stop(context_);
    settle(index);
  }
}

void IoThread::watch_listener(bool is_watched) {
  is_accepting_ = is_watched;
  if (!listener_.is_open()) return;
  epoll_event event{};
  event.events = is_watched ? static_cast<std::uint32_t>(EPOLLIN) : 0u;
  event.data.u64 = kListenerKey;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, listener_.get(), &event);
}

IoThread::Slot* IoThread::find(ConnectionId id) {
  Slot& slot = slots_[id.slot];
  return slot.generation == id.generation && slot.connection.is_open() ? &slot : nullptr;
}

std::uint32_t IoThread::take_slot() {
  if (free_slots_.empty()) {
    slots_.emplace_back();
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const std::uint32_t index = free_slots_.back();
  free_slots_.pop_back();
  return index;
}

// After every call of a connection: frees it when it is closed, times its phase, and remembers that it has more.
void IoThread::settle(std::uint32_t index) {
  Slot& slot = slots_[index];
  if (!slot.is_taken) return;
  Connection& connection = slot.connection;
  if (context_.is_stopping && connection.phase() == Phase::Idle && !connection.wants_turn()) connection.close();
  count_held(slot);
  if (!connection.is_open()) return release(index);
  const Phase phase = connection.phase();
  if (phase != slot.armed_phase || connection.round() != slot.armed_round) {
    deadlines_.arm(index, phase, now_);
    slot.armed_phase = phase;
    slot.armed_round = connection.round();
  }
  if (connection.wants_turn() && !slot.has_turn) {
    slot.has_turn = true;
    turns_.push_back(index);
  }
}

void IoThread::look_at_crowd() {
  context_.is_crowded = shared_.held_bytes.load(std::memory_order_relaxed) > shared_.max_held;
}

void IoThread::count_held(Slot& slot) {
  const std::size_t held = slot.connection.held_bytes();
  if (held == slot.held_bytes) return;
  shared_.held_bytes.fetch_add(held, std::memory_order_relaxed);
  shared_.held_bytes.fetch_sub(slot.held_bytes, std::memory_order_relaxed);
  slot.held_bytes = held;
  look_at_crowd();
}

void IoThread::release(std::uint32_t index) {
  Slot& slot = slots_[index];
  slot.is_taken = false;
  deadlines_.disarm(index);
  slot.armed_phase = Phase::Closed;
  slot.armed_round = 0;
  ++slot.generation;
  free_slots_.push_back(index);
  --open_;
  shared_.open_connections.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace gotrue::http
