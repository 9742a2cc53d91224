#include "report.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace gotrue::bench {
namespace {

[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...) {
  char text[64];
  va_list arguments;
  va_start(arguments, pattern);
  vsnprintf(text, sizeof text, pattern, arguments);
  va_end(arguments);
  return text;
}

void print_row(const Row& row) {
  std::printf("%-24s %11s %11s %10s %10s %7s %9s %7s %10s %7s\n", row.name.c_str(), row.value.c_str(),
              row.target.c_str(), row.p50.c_str(), row.p99.c_str(), row.errors.c_str(),
              row.cpu_per_request.c_str(), row.server_share.c_str(), row.generator_share.c_str(),
              row.others_share.c_str());
  std::fflush(stdout);
}

}  // namespace

void Report::begin(std::string_view head) {
  std::printf("%.*s\n\n", static_cast<int>(head.size()), head.data());
  print_row({"", "measured", "target", "p50", "p99", "errors", "CPU/req", "server", "generator", "others"});
}

void Report::add(const Row& row) { print_row(row); }

void Report::add_note(std::string note) {
  if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) notes_.push_back(std::move(note));
}

void Report::end() {
  if (!notes_.empty()) std::puts("");
  for (const std::string& note : notes_) std::puts(note.c_str());
}

std::string format_rate(double per_second) {
  const auto rounded = static_cast<unsigned>(per_second + 0.5);
  return rounded < 1'000 ? format("%u/s", rounded) : format("%u,%03u/s", rounded / 1'000, rounded % 1'000);
}

std::string format_duration(std::chrono::nanoseconds duration) {
  const double microseconds = static_cast<double>(duration.count()) / 1e3;
  return microseconds < 1e3 ? format("%.1f us", microseconds) : format("%.2f ms", microseconds / 1e3);
}

std::string format_megabytes(std::size_t bytes) { return format("%.1f MB", static_cast<double>(bytes) / 1e6); }

std::string format_percent(double share) { return format("%.0f%%", share * 100); }

}  // namespace gotrue::bench
