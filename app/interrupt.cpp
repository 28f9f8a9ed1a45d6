#include "app/interrupt.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <string_view>

namespace hyb::app {

namespace {

constexpr int kAnnounced[] = {SIGINT, SIGTERM};
constexpr int kHeld[] = {SIGINT, SIGTERM, SIGHUP};

std::atomic_flag interrupted = ATOMIC_FLAG_INIT;

extern "C" void say_and_die(int number) {
  // A second signal may reach another thread; the first one to come speaks and ends the process.
  if (interrupted.test_and_set()) return;
  // Only what is allowed inside a signal handler.
  constexpr std::string_view kText = "\nhybridize: interrupted; no file is left half-written.\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kText.data(), kText.size());
  ::signal(number, SIG_DFL);
  ::raise(number);  // takes effect when this function returns
}

}  // namespace

void announce_interrupts() {
  for (const int number : kAnnounced) {
    struct sigaction before {};
    if (::sigaction(number, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = say_and_die;
    sigemptyset(&action.sa_mask);
    ::sigaction(number, &action, nullptr);
  }
}

HoldInterrupts::HoldInterrupts() : before_() {
  sigset_t held;
  sigemptyset(&held);
  for (const int number : kHeld) sigaddset(&held, number);
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
}

HoldInterrupts::~HoldInterrupts() {
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace hyb::app
