#pragma once

// Ctrl-C. The program stops with a sentence at once, except while files are being replaced: then
// when all of them are. Installed by main; held by whoever writes.

#include <csignal>

namespace hyb::app {

/// From now on SIGINT and SIGTERM print one sentence and then end the process as they always do, so
/// that a shell sees the usual status (130 for Ctrl-C).
void announce_interrupts();

/// While one exists, SIGINT, SIGTERM and SIGHUP wait. Only for the thread that made it: no others
/// may run.
class HoldInterrupts {
 public:
  HoldInterrupts();
  ~HoldInterrupts();
  HoldInterrupts(const HoldInterrupts&) = delete;
  HoldInterrupts& operator=(const HoldInterrupts&) = delete;

 private:
  sigset_t before_;
};

}  // namespace hyb::app
