// Many clients at once, and clients that send anything.
#include <sys/resource.h>
#include <sys/wait.h>

#include <random>
#include <thread>

#include "server_fixture.hpp"

namespace gotrue::http {
namespace {

class Crowd : public ServerFixture {
 protected:
  void SetUp() override { options_.io_threads = 4; }
};

void ask_often(int port, int count, int client_number) {
  Client client(port);
  for (int i = 0; i < count; ++i) {
    const std::string name = std::to_string(client_number) + "-" + std::to_string(i);
    const std::string path = (i % 3 == 0 ? "/later/" : "/at-once/") + name;
    ASSERT_EQ(client.ask(get(path)).body, name);
  }
}

TEST_F(Crowd, GetsEachItsOwnAnswers) {
  lane_options_.max_queue = 1000;
  start();
  std::vector<std::thread> clients;
  for (int i = 0; i < 16; ++i) clients.emplace_back(ask_often, server_->port(), 200, i);
  for (std::thread& client : clients) client.join();
}

TEST_F(Crowd, MayComeAndGoWhileTheServerStops) {
  start();
  std::vector<std::thread> clients;
  std::atomic<bool> is_over{false};
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&, port = server_->port()] {
      while (!is_over) Client(port).ask(get("/later/x"));
    });
  }
  await_server();
  server_->stop(std::chrono::minutes(1));
  is_over = true;
  for (std::thread& client : clients) client.join();
}

// Random bytes, or a request with some of its bytes changed, doubled or cut off.
class HostileBytes {
 public:
  explicit HostileBytes(std::uint32_t seed) : random_(seed) {}

  std::string next() {
    std::string bytes = pick(4) == 0 ? noise(pick(600)) : spoil(valid());
    if (pick(3) == 0) bytes += valid();
    return bytes;
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  std::string noise(std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }
  std::string valid() {
    static const std::vector<std::string> requests = {
        get("/hello"), post("/echo", "body"), get("/later/x"),
        "POST /echo-later HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX: y\r\n\r\n",
        "PUT http://a/echo?x=%20 HTTP/1.0\r\nExpect: 100-continue\r\nX-Forwarded-For: [::1]:80, a\r\nContent-Length: 9\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nOrigin: null\r\nAccess-Control-Request-Method: PUT\r\n\r\n"};
    return requests[pick(requests.size())];
  }
  std::string spoil(std::string bytes) {
    static constexpr std::string_view kNasty("\r\n\0 :;%/,\t\x7F\xFF""0-+", 15);
    for (std::size_t i = pick(4); i > 0; --i) {
      const std::size_t at = pick(bytes.size());
      switch (pick(4)) {
        case 0: bytes[at] = kNasty[pick(kNasty.size())]; break;
        case 1: bytes.insert(at, 1 + pick(3), kNasty[pick(kNasty.size())]); break;
        case 2: bytes.erase(at, 1 + pick(3)); break;
        default: bytes.insert(at, bytes.substr(at, 1 + pick(40))); break;
      }
      if (bytes.empty()) return "\r";
    }
    return bytes;
  }

  std::mt19937 random_;
};

TEST_F(Crowd, OfHostileClientsBreaksNothing) {
  start();
  HostileBytes bytes(20'240'601);
  for (int i = 0; i < 2000; ++i) {
    Client client = connect();
    client.send(bytes.next());
    if (i % 5 == 0) {
      client.reset();
      continue;
    }
    client.close_sending();
    ASSERT_TRUE(client.read_to_end().has_ended) << "connection " << i;
  }
  EXPECT_EQ(connect().ask(get("/hello")).body, "hello");
}

// Idle clients in a process of their own, because one process may not have enough descriptors for both ends.
class IdleClients {
 public:
  // To be made before there are threads.
  explicit IdleClients(int count) {
    EXPECT_EQ(::pipe(orders_), 0);
    EXPECT_EQ(::pipe(reports_), 0);
    child_ = ::fork();
    if (child_ == 0) run(count);
    ::close(orders_[0]);
    ::close(reports_[1]);
  }
  ~IdleClients() {
    ::close(orders_[1]);
    ::close(reports_[0]);
    ::waitpid(child_, nullptr, 0);
  }
  IdleClients(const IdleClients&) = delete;
  IdleClients& operator=(const IdleClients&) = delete;

  // Returns how many are connected.
  int connect_to(int port) const {
    int connected = 0;
    EXPECT_EQ(::write(orders_[1], &port, sizeof port), static_cast<ssize_t>(sizeof port));
    EXPECT_EQ(::read(reports_[0], &connected, sizeof connected), static_cast<ssize_t>(sizeof connected));
    return connected;
  }

 private:
  [[noreturn]] void run(int count) const {
    ::close(orders_[1]);
    int port = 0;
    if (::read(orders_[0], &port, sizeof port) != static_cast<ssize_t>(sizeof port)) ::_exit(1);
    std::vector<Client> clients;
    int connected = 0;
    for (int i = 0; i < count; ++i) connected += clients.emplace_back(port).is_connected();
    if (::write(reports_[1], &connected, sizeof connected) < 0) ::_exit(1);
    if (::read(orders_[0], &port, sizeof port) < 0) ::_exit(1);
    ::_exit(0);
  }

  int orders_[2] = {-1, -1};
  int reports_[2] = {-1, -1};
  pid_t child_ = -1;
};

bool raise_descriptor_limit(rlim_t wanted) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < wanted) return false;
  limit.rlim_cur = limit.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

TEST_F(Crowd, OfIdleClientsDoesNotStallOthers) {
  constexpr int kIdle = 10'000;
  if (!raise_descriptor_limit(kIdle + 500)) GTEST_SKIP() << "the limit on open files is too low";
  const IdleClients idle(kIdle);
  start();
  ASSERT_EQ(idle.connect_to(server_->port()), kIdle);
  ask_often(server_->port(), 500, 0);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(connect().ask(get("/hello")).body, "hello");
}

}  // namespace
}  // namespace gotrue::http
