#include "http/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <system_error>

#include "base/usable_cores.hpp"
#include "http/io_thread.hpp"
#include "http/listener.hpp"
#include "http/request_pipeline.hpp"

namespace gotrue::http {
namespace {

// Descriptors for the database, log, mail and outgoing requests.
constexpr std::int64_t kReservedDescriptors = 128;

// Raises the soft limit to the hard one; returns how many connections fit into it, one at least.
int raise_descriptor_limit(int wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto all = static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_cur, INT32_MAX));
  const std::int64_t room = all - std::min(kReservedDescriptors, all / 2);
  return static_cast<int>(std::clamp<std::int64_t>(wanted, 1, std::max<std::int64_t>(room, 1)));
}

// While one lives, new threads start with every signal blocked: signals are for the main thread.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

Server::Server(ServerOptions options, Dialect dialect, Collaborators collaborators)
    : options_(std::move(options)),
      clock_(collaborators.clock),
      warn_(collaborators.warn),
      pipeline_(std::make_shared<RequestPipeline>(options_, std::move(dialect), collaborators)),
      shared_(std::make_unique<SharedState>()) {}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

tl::expected<void, std::string> Server::start() {
  shared_->max_connections = raise_descriptor_limit(options_.max_connections);
  warn_of_room();
  shared_->max_held = options_.max_held;
  auto listeners = open_listeners(options_.host, options_.port, count_io_threads());
  if (!listeners) return tl::unexpected(listeners.error());
  port_ = listeners->port;
  const BlockedSignals blocked;
  try {
    for (UniqueFd& listener : listeners->sockets) {
      threads_.push_back(std::make_unique<IoThread>(std::move(listener), pipeline_, options_, clock_, *shared_));
    }
    for (const auto& thread : threads_) thread->start();
  } catch (const std::system_error& error) {
    return tl::unexpected(std::string("cannot start the I/O threads: ") + error.what());
  }
  return {};
}

void Server::stop(std::chrono::milliseconds grace) {
  const auto deadline = clock_.monotonic() + grace;
  for (const auto& thread : threads_) thread->stop(deadline);
  for (const auto& thread : threads_) thread->join();
  threads_.clear();
}

// Else nobody knows why clients are turned away.
void Server::warn_of_room() const {
  if (!warn_ || shared_->max_connections == options_.max_connections) return;
  warn_("the limit on open files leaves room for " + std::to_string(shared_->max_connections) + " connections of " +
        std::to_string(options_.max_connections));
}

int Server::count_io_threads() const {
  if (options_.io_threads > 0) return options_.io_threads;
  return static_cast<int>(usable_cores());
}

}  // namespace gotrue::http
