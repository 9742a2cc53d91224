#include "adapter/crypto/hashing_engine.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "adapter/crypto/argon2_hash.hpp"
#include "adapter/crypto/batch_share.hpp"
#include "adapter/crypto/bcrypt_setting.hpp"
#include "base/secret_string.hpp"
#include "base/usable_cores.hpp"

namespace gotrue {
namespace {

constexpr std::size_t kBcryptBytes = 72;

// The kernel shares the processor by weight: these threads get what nobody else wants.
void lower_priority() {
  const sched_param parameters{};
  sched_setscheduler(0, SCHED_BATCH, &parameters);
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 19);
}

tl::unexpected<Error> busy() {
  Error error = make_error(ErrorCode::ServerBusy);
  error.internal = "the hashing queue is full";
  error.retry_after = std::chrono::seconds(1);
  return fail(std::move(error));
}

}  // namespace

// One waiting hash. Shared by its caller, which may give up, and the thread that computes it.
struct HashingEngine::Ticket {
  HashJob job;
  bool is_argon2 = false;  // `job.setting` is the stored hash, `job.result` becomes "match" or stays empty
  enum class State { Queued, Running, Done, Refused } state = State::Queued;
  std::condition_variable over;
  bool is_over() const { return state == State::Done || state == State::Refused; }
};

HashingEngine::HashingEngine(HashingOptions options, std::unique_ptr<HashKernel> kernel, Random& random)
    : options_([&] {
        HashingOptions complete = options;
        if (complete.threads == 0) complete.threads = usable_cores();
        return complete;
      }()),
      kernel_(std::move(kernel)),
      random_(random) {}

HashingEngine::~HashingEngine() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    for (const auto& ticket : queue_) {
      ticket->state = Ticket::State::Refused;
      ticket->over.notify_one();
    }
    queue_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Result<std::string> HashingEngine::hash(std::string_view password) {
  return compute(password, new_bcrypt_setting(options_.cost, random_));
}

Status HashingEngine::spend() {
  TRY(compute("", new_bcrypt_setting(options_.cost, random_)));
  return {};
}

Result<PasswordHasher::Verdict> HashingEngine::verify(std::string_view password, std::string_view stored_hash) {
  const std::string stored(stored_hash);
  const bool is_usable_password = !password.empty() && password.find('\0') == std::string_view::npos;
  if (is_argon2id(stored) && has_bounded_parameters(stored) && is_usable_password) {
    return verify_argon2(password, stored);
  }
  const auto cost = bcrypt_cost(stored);
  if (!cost || *cost > kMaxVerifiedCost || !is_usable_password) {
    TRY(spend());
    return Verdict{};
  }
  const std::string computed = TRY(compute(password.substr(0, kBcryptBytes), stored));
  const bool matches = equal_in_constant_time(computed, stored);
  if (!matches) TRY(spend_rest(*cost));
  return Verdict{matches, *cost < options_.cost};
}

// What a hash of that cost lacks of one of today's, so that a wrong password takes as long on an old account as on none
// (security.md 4): 2^c with 2^c, 2^(c+1) and so on are the next power above the last.
Status HashingEngine::spend_rest(int cost) {
  for (; cost < options_.cost; ++cost) TRY(compute("", new_bcrypt_setting(cost, random_)));
  return {};
}

Result<PasswordHasher::Verdict> HashingEngine::verify_argon2(std::string_view password, const std::string& stored) {
  const auto ticket = std::make_shared<Ticket>();
  ticket->is_argon2 = true;
  const std::string outcome = TRY(enqueue_and_wait(ticket, password, stored));
  return Verdict{outcome == "match", true};
}

Result<std::string> HashingEngine::compute(std::string_view password, std::string setting) {
  return enqueue_and_wait(std::make_shared<Ticket>(), password, std::move(setting));
}

Result<std::string> HashingEngine::enqueue_and_wait(const std::shared_ptr<Ticket>& ticket, std::string_view password,
                                                    std::string setting) {
  ticket->job.password = std::string(password);
  ticket->job.setting = std::move(setting);
  std::unique_lock lock(mutex_);
  if (is_stopping_ || queue_.size() >= options_.queue_limit) return busy();
  queue_.push_back(ticket);
  start_thread_if_needed();
  wake_.notify_one();
  if (!ticket->over.wait_for(lock, options_.deadline, [&] { return ticket->is_over(); })) {
    std::erase(queue_, ticket);
    return busy();
  }
  if (ticket->state == Ticket::State::Refused) return busy();
  return ticket->job.result;
}

// Threads come with the load: an idle server has none.
void HashingEngine::start_thread_if_needed() {
  const std::size_t free_threads = threads_.size() - busy_threads_;
  if (free_threads < queue_.size() && threads_.size() < options_.threads) {
    threads_.emplace_back([this] { work(); });
  }
}

std::vector<std::shared_ptr<HashingEngine::Ticket>> HashingEngine::take_work() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
  const std::size_t count = batch_share(queue_.size(), options_.threads - busy_threads_, kernel_->width());
  std::vector<std::shared_ptr<Ticket>> tickets;
  while (tickets.size() < count) {
    queue_.front()->state = Ticket::State::Running;
    tickets.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  if (!tickets.empty()) ++busy_threads_;
  return tickets;
}

void HashingEngine::run(const std::vector<std::shared_ptr<Ticket>>& tickets) {
  const auto finish = [this](Ticket& ticket) {
    const std::lock_guard lock(mutex_);
    ticket.state = Ticket::State::Done;
    ticket.over.notify_one();
  };
  std::vector<HashJob*> bcrypt_jobs;
  for (const auto& ticket : tickets) {
    if (!ticket->is_argon2) {
      bcrypt_jobs.push_back(&ticket->job);
      continue;
    }
    ticket->job.result = verify_argon2id(ticket->job.password, ticket->job.setting) ? "match" : "";
    wipe(ticket->job.password);
    finish(*ticket);
  }
  kernel_->compute(bcrypt_jobs, [&](HashJob& job) {
    for (const auto& ticket : tickets) {
      if (&ticket->job == &job) finish(*ticket);
    }
  });
}

void HashingEngine::work() {
  lower_priority();
  while (true) {
    const auto tickets = take_work();
    if (tickets.empty()) return;
    run(tickets);
    const std::lock_guard lock(mutex_);
    --busy_threads_;
  }
}

}  // namespace gotrue
