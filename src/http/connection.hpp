// One accepted connection: reads requests, hands them to the pipeline one at a time and writes the answers in
// their order. Belongs to one I/O thread and is touched by no other; timers and slots are the thread's.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "http/deadline_queue.hpp"
#include "http/input_buffer.hpp"
#include "http/mailbox.hpp"
#include "http/peer.hpp"
#include "http/request_parser.hpp"
#include "http/request_pipeline.hpp"
#include "http/unique_fd.hpp"

namespace gotrue::http {

// What the connections of one I/O thread share. `scratch` and `request` are in use only inside one call of a
// connection, and `out` is empty between calls.
struct ConnectionContext {
  const RequestPipeline& pipeline;
  const ParserLimits& limits;
  const Timeouts& timeouts;
  std::shared_ptr<Mailbox> mailbox;
  std::span<char> scratch;
  std::string out;
  HttpRequest request;
  std::string date;
  bool is_stopping = false;  // every answer ends its connection
  bool is_crowded = false;   // all requests together hold more than they may
};

class Connection {
 public:
  void open(UniqueFd fd, const Peer& peer, ConnectionId id);
  void close();

  // `events` are those of epoll, edge-triggered.
  void on_events(ConnectionContext& context, std::uint32_t events);
  // The answer to the request that a lane works on; dropped when the connection no longer waits for it.
  void on_answer(ConnectionContext& context, const HttpResponse& response);
  // The time of phase() is over.
  void on_deadline(ConnectionContext& context);
  // The server stops: takes the request that has arrived already, closes when there is none.
  void on_stop(ConnectionContext& context);
  // Goes on reading where the last call stopped to let others have their turn.
  void take_turn(ConnectionContext& context);

  bool wants_turn() const { return is_readable_ && (may_read() || is_lingering_); }
  Phase phase() const;
  // Changes whenever the time of the phase starts anew although the phase is the same.
  std::uint32_t round() const { return round_; }
  // What its request takes of the memory, while it arrives and while a lane has it.
  std::size_t held_bytes() const { return input_.capacity() + working_bytes_; }
  ConnectionId id() const { return id_; }
  bool is_open() const { return fd_.is_open(); }

 private:
  bool may_read() const { return is_open() && !is_working_ && !is_closing_ && output_.empty(); }
  void receive(ConnectionContext& context);
  void consume_kept(ConnectionContext& context);
  std::size_t consume(ConnectionContext& context, std::span<char> bytes);
  void await_more(ConnectionContext& context);
  void start_request(ConnectionContext& context);
  void refuse(ConnectionContext& context, std::span<const char> bytes, TransportError error);
  void refuse(ConnectionContext& context, const HttpResponse& response);
  void give_up(ConnectionContext& context);
  void append_answer(ConnectionContext& context, const HttpResponse& response);
  void write_out(ConnectionContext& context);
  void flush(ConnectionContext& context);
  void resume_output(ConnectionContext& context);
  std::size_t send_some(std::string_view bytes);
  void end_output(ConnectionContext& context);
  void drain(ConnectionContext& context);
  bool keep_waiting(ConnectionContext& context);
  bool is_too_much(const ConnectionContext& context) const;

  UniqueFd fd_;
  ConnectionId id_;
  Peer peer_;
  RequestParser parser_;
  InputBuffer input_;
  std::string output_;  // what the socket did not take yet
  std::size_t written_ = 0;  // of output_
  std::size_t progress_ = 0;  // bytes since the time of the phase began
  std::size_t drained_ = 0;
  std::size_t working_bytes_ = 0;  // of the request that a lane works on
  Pending pending_;                // the request that a lane works on
  std::uint32_t round_ = 0;
  bool is_readable_ = false;  // the socket may hold bytes
  bool is_peer_done_ = false; // it will send no more, or is gone
  bool is_working_ = false;   // a lane makes the answer
  bool is_outbound_ = false;  // ... and may wait for a server of somebody else
  bool is_closing_ = false;   // after what is to be written
  bool is_refused_ = false;   // ... and then bytes may arrive that nobody reads
  bool is_lingering_ = false;
  bool has_continued_ = false;
  bool keeps_alive_ = true;
  bool is_for_head_ = false;
  bool is_for_http_1_0_ = false;
};

}  // namespace gotrue::http
