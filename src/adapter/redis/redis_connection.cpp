#include "adapter/redis/redis_connection.hpp"

#include <hiredis/hiredis.h>
#include <poll.h>

namespace gotrue {
namespace {

timeval as_timeval(std::chrono::milliseconds time) {
  return {static_cast<time_t>(time.count() / 1000), static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

RedisReply copy(const redisReply& from) {
  RedisReply reply;
  reply.is_null = from.type == REDIS_REPLY_NIL;
  reply.integer = from.type == REDIS_REPLY_INTEGER ? from.integer : 0;
  if (from.str != nullptr) reply.text.assign(from.str, from.len);
  for (std::size_t i = 0; i < from.elements; ++i) reply.items.push_back(copy(*from.element[i]));
  return reply;
}

}  // namespace

void RedisConnection::Free::operator()(redisContext* context) const { redisFree(context); }

RedisConnection::RedisConnection(const RedisAddress& address, std::chrono::milliseconds timeout)
    : context_(redisConnectWithTimeout(address.host.c_str(), address.port, as_timeval(timeout))) {
  if (!context_ || context_->err != 0) fail();
  redisSetTimeout(context_.get(), as_timeval(timeout));
  if (!address.password.empty()) {
    std::vector<std::string> login = {"AUTH"};
    if (!address.user.empty()) login.push_back(address.user);
    login.emplace_back(address.password.reveal());
    call(login);
    wipe(login.back());
  }
  if (address.database != 0) call({"SELECT", std::to_string(address.database)});
}

RedisConnection::~RedisConnection() = default;

void RedisConnection::fail() const {
  throw RedisError(context_ && context_->err != 0 ? context_->errstr : "no connection");
}

RedisReply RedisConnection::call(std::span<const std::string> command) {
  std::vector<const char*> words;
  std::vector<std::size_t> sizes;
  for (const std::string& word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  const int count = static_cast<int>(words.size());
  if (redisAppendCommandArgv(context_.get(), count, words.data(), sizes.data()) != REDIS_OK) fail();
  return read();
}

RedisReply RedisConnection::read() {
  void* raw = nullptr;
  if (redisGetReply(context_.get(), &raw) != REDIS_OK || raw == nullptr) fail();
  const std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(raw));
  if (reply->type == REDIS_REPLY_ERROR) throw RedisError(std::string(reply->str, reply->len));
  return copy(*reply);
}

RedisReply RedisConnection::receive(std::chrono::milliseconds patience) {
  RedisReply none;
  none.is_null = true;
  void* buffered = nullptr;
  if (redisGetReplyFromReader(context_.get(), &buffered) != REDIS_OK) fail();
  if (buffered != nullptr) return copy(*std::unique_ptr<redisReply, FreeReply>(static_cast<redisReply*>(buffered)));
  pollfd ready{context_->fd, POLLIN, 0};
  return poll(&ready, 1, static_cast<int>(patience.count())) > 0 ? read() : none;
}

}  // namespace gotrue
