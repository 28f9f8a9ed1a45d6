// measure OUT COMMAND...: runs COMMAND with its output thrown away and writes one line to OUT:
// exit status, wall seconds, processor seconds, peak resident bytes.
//
// A program of its own, because the kernel counts the memory of the process that starts a command
// as the command's own until it has started; this one is smaller than anything it measures.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace {
double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}
}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: measure OUT COMMAND...\n", stderr);
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child < 0) return 2;
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    if (null >= 0) dup2(null, STDOUT_FILENO);
    execv(argv[2], argv + 2);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return 2;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
#if defined(__APPLE__)
  const long peak = usage.ru_maxrss;
#else
  const long peak = usage.ru_maxrss * 1024;
#endif
  std::FILE* out = std::fopen(argv[1], "w");
  if (out == nullptr) return 2;
  std::fprintf(out, "%d %.6f %.6f %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128,
               wall.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime), peak);
  return std::fclose(out) == 0 ? 0 : 2;
}
