// The table on standard output, one row as soon as it is measured, and the notes below it.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace gotrue::bench {

struct Row {
  std::string name;
  std::string value;
  std::string target = "-";
  std::string p50 = "-";
  std::string p99 = "-";
  std::string errors = "-";
  std::string cpu_per_request = "-";
  std::string server_share = "-";     // of its core
  std::string generator_share = "-";  // of its core
  std::string others_share = "-";     // what other processes took of these cores: up to 200%
};

class Report {
 public:
  void begin(std::string_view head);
  void add(const Row& row);
  void add_note(std::string note);
  void end();

 private:
  std::vector<std::string> notes_;
};

std::string format_rate(double per_second);                       // 120,000/s
std::string format_duration(std::chrono::nanoseconds duration);   // 1.25 ms
std::string format_megabytes(std::size_t bytes);                  // 9.4 MB
std::string format_percent(double share);                         // 98%

}  // namespace gotrue::bench
