// A client on a loopback socket that does exactly what a test says, byte by byte. Reads give up after half a minute,
// so that a server that keeps silent fails a test and does not hang it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "http/unique_fd.hpp"

namespace gotrue::http {

struct ClientAnswer {
  int status = 0;  // 0: no answer came
  std::string head;
  std::string body;
  // The value of a field, or an empty text.
  std::string field(std::string_view name) const;
};

// What came until the connection ended.
struct Remainder {
  std::string bytes;
  bool has_ended = false;  // by the server, orderly or not
  bool was_reset = false;  // then also what was sent before may be lost on its way
};

class Client {
 public:
  // `receive_buffer` 0: as the system has it.
  explicit Client(int port, int receive_buffer = 0);

  bool is_connected() const { return is_connected_; }
  // Sends all of it, as far as the server takes it.
  void send(std::string_view bytes);
  void send_byte_by_byte(std::string_view bytes);
  // Sends no more; still reads.
  void close_sending();
  // Leaves without saying goodbye.
  void reset();
  // Reads one answer; `is_for_head` when it has no body whatever its length says.
  ClientAnswer read_answer(bool is_for_head = false);
  std::string read_bytes(std::size_t size);
  Remainder read_to_end();

  ClientAnswer ask(std::string_view request) {
    send(request);
    return read_answer();
  }

 private:
  // Appends what comes next to `kept_`; false at the end.
  bool read_more();

  UniqueFd fd_;
  std::string kept_;
  bool is_connected_ = false;
  bool has_ended_ = false;
  bool was_reset_ = false;
};

// "GET <path> HTTP/1.1" with a Host.
std::string get(std::string_view path);
std::string post(std::string_view path, std::string_view body);

}  // namespace gotrue::http
