// Shows how far `gotrue db copy` is: a bar on a terminal, lines otherwise.
#pragma once
#include <ostream>
#include <string>

#include "adapter/storage/copy/copy_all.hpp"

namespace gotrue {

class CopyProgressBar {
 public:
  CopyProgressBar(std::ostream& out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}
  void show(const copy::CopyReport& report);

 private:
  void show_bar(const copy::CopyReport& report);
  void show_line(const copy::CopyReport& report);

  std::ostream& out_;
  const bool is_terminal_;
  std::string table_;
  std::uint64_t shown_tenth_ = 0;
};

}  // namespace gotrue
