#include "app/copy_progress_bar.hpp"

#include <algorithm>

namespace gotrue {
namespace {

constexpr std::uint64_t kWidth = 30;

std::uint64_t part_of(const copy::CopyReport& report, std::uint64_t whole) {
  return report.total == 0 ? whole : std::min(whole, report.done * whole / report.total);
}

}  // namespace

void CopyProgressBar::show(const copy::CopyReport& report) {
  if (report.is_verified) {
    out_ << (is_terminal_ ? "\r\033[K" : "") << report.table << ": " << report.done << " rows, verified" << std::endl;
  } else if (is_terminal_) {
    show_bar(report);
  } else {
    show_line(report);
  }
}

void CopyProgressBar::show_bar(const copy::CopyReport& report) {
  const std::uint64_t full = part_of(report, kWidth);
  out_ << '\r' << report.table << " [" << std::string(full, '#') << std::string(kWidth - full, '.') << "] " << report.done
       << '/' << report.total << "\033[K" << std::flush;
}

// At most ten lines a table.
void CopyProgressBar::show_line(const copy::CopyReport& report) {
  const std::uint64_t tenth = part_of(report, 10);
  if (report.table == table_ && tenth == shown_tenth_) return;
  table_ = report.table;
  shown_tenth_ = tenth;
  out_ << report.table << ": " << report.done << " of " << report.total << " rows" << std::endl;
}

}  // namespace gotrue
