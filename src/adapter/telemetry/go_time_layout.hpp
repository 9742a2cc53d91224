// Times in the layouts of Go's time package, for LOG_TSFORMAT.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace gotrue {

// A layout spells out the moment Mon Jan 2 15:04:05 2006. Known: 2006 06 01 1 Jan January 02 2 _2 Mon Monday 15 03 3
// PM pm 04 4 05 5, a fraction (.000 or .999 behind the seconds), MST, Z07:00 Z0700 -07:00 -0700 -07. Anything else
// stands for itself. Immutable; thread-safe.
class GoTimeLayout {
 public:
  explicit GoTimeLayout(std::string_view layout);
  // Appends `time` in UTC.
  void append(std::string& out, Time time) const;
  // Whether two moments of one second may print differently.
  bool has_fraction() const { return has_fraction_; }

  struct Moment;
  // What stands for one element of the layout; `text` is the element as written.
  struct Piece {
    void (*write)(std::string& out, const Moment& moment, std::string_view text);
    std::string text;
  };

 private:
  std::vector<Piece> pieces_;
  bool has_fraction_ = false;
};

}  // namespace gotrue
