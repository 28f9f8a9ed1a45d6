#include "app/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace hyb::app {

namespace {

constexpr std::size_t kDefaultColumns = 100;
constexpr std::size_t kFewestColumns = 40;
constexpr std::size_t kGutter = 8;  // what a frame puts before the source line

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

void Console::out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    failed_ = true;
  }
}

void Console::err(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Console::error(std::string_view sentence) {
  err("hybridize: error: ");
  err(sentence);
  if (!sentence.ends_with('\n')) err("\n");
}

void Console::warning(std::string_view sentence) {
  err("hybridize: warning: ");
  err(sentence);
  err("\n");
}

bool Console::use_color(Color wish) {
  switch (wish) {
    case Color::Always:
      return true;
    case Color::Never:
      return false;
    case Color::Auto:
      break;
  }
  if (is_set("NO_COLOR")) return false;
  if (is_set("FORCE_COLOR")) return true;
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

std::size_t Console::columns() {
  struct winsize size {};
  if (::isatty(STDOUT_FILENO) != 1 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
      size.ws_col == 0) {
    return kDefaultColumns;
  }
  return std::max<std::size_t>(size.ws_col, kFewestColumns + kGutter) - kGutter;
}

}  // namespace hyb::app
