#include "http/connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "http/response_writer.hpp"

namespace gotrue::http {
namespace {

constexpr std::size_t kReadSize = 8 * 1024;
// A buffer that grew for a large body is not filled with small requests behind it in one turn.
constexpr std::size_t kMaxReadSize = 64 * 1024;
// Answers to pipelined requests are written together up to here.
constexpr std::size_t kMaxCoalesced = 64 * 1024;
// What is read and dropped behind a refusal, so that the client sees it before the connection is reset.
constexpr std::size_t kMaxDrained = 8 * 1024 * 1024;
// A request that holds no more is let through when all together hold too much.
constexpr std::size_t kSmallRequest = 32 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

void Connection::open(UniqueFd fd, const Peer& peer, ConnectionId id) {
  *this = Connection();
  fd_ = std::move(fd);
  peer_ = peer;
  id_ = id;
}

void Connection::close() { *this = Connection(); }

Phase Connection::phase() const {
  if (!is_open()) return Phase::Closed;
  if (is_lingering_) return Phase::Lingering;
  if (!output_.empty()) return Phase::Writing;
  if (is_working_) return is_outbound_ ? Phase::Outbound : Phase::Working;
  if (parser_.has_head()) return Phase::Body;
  return input_.empty() ? Phase::Idle : Phase::Head;
}

void Connection::on_events(ConnectionContext& context, std::uint32_t events) {
  const bool is_reset = (events & (EPOLLHUP | EPOLLERR)) != 0;
  if (is_reset && (is_working_ || !output_.empty())) return close();
  if ((events & EPOLLRDHUP) != 0 || is_reset) is_peer_done_ = true;
  if ((events & EPOLLIN) != 0 || is_peer_done_) is_readable_ = true;
  if ((events & EPOLLOUT) != 0 && !output_.empty()) resume_output(context);
  take_turn(context);
}

void Connection::take_turn(ConnectionContext& context) {
  if (!is_readable_) return;
  if (is_lingering_) return drain(context);
  if (may_read()) receive(context);
}

void Connection::on_answer(ConnectionContext& context, const HttpResponse& response) {
  if (!is_working_) return;
  is_working_ = false;
  working_bytes_ = 0;
  ++round_;
  append_answer(context, response);
  consume_kept(context);
  write_out(context);
}

void Connection::on_stop(ConnectionContext& context) {
  if (phase() != Phase::Idle) return;
  receive(context);
  if (phase() == Phase::Idle) close();
}

void Connection::on_deadline(ConnectionContext& context) {
  switch (phase()) {
    case Phase::Head: refuse(context, input_.bytes(), TransportError::RequestTimeout); break;
    case Phase::Body:
      if (!keep_waiting(context)) refuse(context, input_.bytes(), TransportError::RequestTimeout);
      break;
    case Phase::Working:
    case Phase::Outbound: give_up(context); break;
    case Phase::Writing:
      if (!keep_waiting(context)) close();
      return;
    case Phase::Idle:
    case Phase::Lingering:
    case Phase::Closed: return close();
  }
  write_out(context);
}

// True when enough bytes moved: the time of the phase starts anew.
bool Connection::keep_waiting(ConnectionContext& context) {
  if (progress_ < context.timeouts.least_progress) return false;
  progress_ = 0;
  ++round_;
  return true;
}

// One read per turn, so that a fast sender does not keep the others waiting.
void Connection::receive(ConnectionContext& context) {
  const bool is_kept = !input_.empty();
  if (is_too_much(context)) {
    refuse(context, input_.bytes(), TransportError::ServerBusy);
    return write_out(context);
  }
  std::span<char> room = is_kept ? input_.prepare(kReadSize) : context.scratch;
  room = room.first(std::min(room.size(), kMaxReadSize));
  const ssize_t count = ::recv(fd_.get(), room.data(), room.size(), 0);
  if (count < 0 && errno == EINTR) return;
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    is_readable_ = false;
    return;
  }
  if (count <= 0) return close();
  const auto size = static_cast<std::size_t>(count);
  is_readable_ = is_peer_done_ || size == room.size();
  progress_ += size;
  if (is_kept) {
    input_.commit(size);
    consume_kept(context);
  } else {
    const std::size_t used = consume(context, room.first(size));
    if (used < size && is_open()) input_.append(room.subspan(used, size - used));
  }
  write_out(context);
}

bool Connection::is_too_much(const ConnectionContext& context) const {
  return context.is_crowded && input_.capacity() > kSmallRequest;
}

void Connection::consume_kept(ConnectionContext& context) {
  if (input_.empty() || !may_read()) return;
  const std::size_t used = consume(context, input_.bytes());
  if (is_open()) input_.consume(used);
}

// Answers the complete requests at the front of `bytes`, as many as may be answered now; returns how many bytes
// they took.
std::size_t Connection::consume(ConnectionContext& context, std::span<char> bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && may_read()) {
    switch (parser_.parse(bytes.subspan(used), context.limits, context.request)) {
      case RequestParser::Status::NeedMore: await_more(context); return used;
      case RequestParser::Status::Failed:
        refuse(context, bytes.subspan(used), parser_.error());
        return bytes.size();
      case RequestParser::Status::Complete: break;
    }
    used += parser_.size();
    start_request(context);
    if (context.out.size() > kMaxCoalesced) flush(context);
  }
  return used;
}

void Connection::await_more(ConnectionContext& context) {
  if (!parser_.has_head() || !parser_.framing().expects_continue || has_continued_) return;
  has_continued_ = true;
  context.out += kContinue;
}

void Connection::start_request(ConnectionContext& context) {
  const Framing& framing = parser_.framing();
  keeps_alive_ = framing.keeps_alive;
  is_for_http_1_0_ = framing.is_http_1_0;
  is_for_head_ = context.request.method == Method::Head;
  parser_ = RequestParser();
  has_continued_ = false;
  progress_ = 0;
  ++round_;
  const std::size_t size = context.request.body.size();
  context.request.peer_address = peer_.text();
  Handled handled = context.pipeline.handle(context.request, peer_, {context.mailbox, id_});
  if (handled.response) return append_answer(context, *handled.response);
  is_working_ = true;
  working_bytes_ = size;
  pending_ = std::move(handled.pending);
  is_outbound_ = handled.lane == Lane::Outbound;
}

// `bytes` are those of a request that goes no further; what is known of its head says how to answer.
void Connection::refuse(ConnectionContext& context, std::span<const char> bytes, TransportError error) {
  if (!parser_.read_head_so_far(bytes, context.request)) return refuse(context, context.pipeline.present(error));
  is_for_head_ = context.request.method == Method::Head;
  context.request.peer_address = peer_.text();
  refuse(context, context.pipeline.refuse(context.request, peer_, error));
}

// The lane took too long; its answer will be dropped.
void Connection::give_up(ConnectionContext& context) {
  is_working_ = false;
  working_bytes_ = 0;
  refuse(context, context.pipeline.give_up(pending_));
}

// The connection cannot go on behind this.
void Connection::refuse(ConnectionContext& context, const HttpResponse& response) {
  keeps_alive_ = false;
  is_refused_ = true;
  append_answer(context, response);
}

void Connection::append_answer(ConnectionContext& context, const HttpResponse& response) {
  if (context.is_stopping) keeps_alive_ = false;
  append_response(context.out, response, {context.date, is_for_head_, keeps_alive_, is_for_http_1_0_});
  is_for_head_ = false;
  if (!keeps_alive_) is_closing_ = true;
}

void Connection::write_out(ConnectionContext& context) {
  flush(context);
  end_output(context);
}

// Sends what `out` holds, all in one go when the socket takes it.
void Connection::flush(ConnectionContext& context) {
  if (is_open() && !context.out.empty()) {
    const std::size_t sent = output_.empty() ? send_some(context.out) : 0;
    if (is_open() && sent < context.out.size()) output_.append(context.out, sent);
    progress_ = sent;
  }
  context.out.clear();
}

void Connection::resume_output(ConnectionContext& context) {
  const std::size_t sent = send_some(std::string_view(output_).substr(written_));
  if (!is_open()) return;
  written_ += sent;
  progress_ += sent;
  if (written_ < output_.size()) return;
  output_ = std::string();
  written_ = 0;
  ++round_;
  consume_kept(context);
  write_out(context);
}

// Returns how many bytes the socket took; closes when it is broken.
std::size_t Connection::send_some(std::string_view bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(fd_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return sent;
    if (count < 0) {
      close();
      return sent;
    }
    sent += static_cast<std::size_t>(count);
  }
  return sent;
}

// Closing a socket that holds unread bytes resets it, and the client may never see the answer: so the end is
// announced and the rest read away first.
void Connection::end_output(ConnectionContext& context) {
  if (!is_open() || !is_closing_ || is_lingering_ || !output_.empty()) return;
  if (!is_refused_ && !is_readable_ && input_.empty()) return close();
  ::shutdown(fd_.get(), SHUT_WR);
  is_lingering_ = true;
  input_.clear();
  drain(context);
}

void Connection::drain(ConnectionContext& context) {
  const ssize_t count = ::recv(fd_.get(), context.scratch.data(), context.scratch.size(), 0);
  if (count < 0 && errno == EINTR) return;
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    is_readable_ = false;
    return;
  }
  if (count <= 0) return close();
  drained_ += static_cast<std::size_t>(count);
  if (drained_ > kMaxDrained) return close();
  is_readable_ = true;
}

}  // namespace gotrue::http
