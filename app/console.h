#pragma once

// Standard output and standard error of one run. Written by the commands; remembers when something
// could not be written (a full disk, a closed pipe), because then the run must not end with
// success.

#include <cstddef>
#include <string_view>

#include "app/arguments.h"

namespace hyb::app {

class Console {
 public:
  void out(std::string_view text);
  void err(std::string_view text);
  /// One sentence of trouble: "hybridize: error: …".
  void error(std::string_view sentence);
  void warning(std::string_view sentence);
  bool failed() const { return failed_; }

  /// Whether reports on standard output are coloured, and how wide a source line may be there.
  static bool use_color(Color wish);
  static std::size_t columns();

 private:
  bool failed_ = false;
};

}  // namespace hyb::app
