#include "core/text/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace hyb {

namespace {

constexpr mode_t kPermissionBits = 07777;
constexpr int kTemporaryNameAttempts = 100;

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

/// What the reader can do about it, as the end of a sentence.
std::string_view advice(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return "check the path";
    case EACCES:
    case EPERM:
    case EROFS:
      return "check its permissions";
    case ENOSPC:
    case EDQUOT:
      return "free some space and run again";
    case ELOOP:
      return "its symbolic links form a circle";
    case ENAMETOOLONG:
      return "use a shorter path";
    case EMFILE:
    case ENFILE:
      return "raise the limit of open files";
    default:
      return "run again, or leave it out";
  }
}

Error failure(std::string_view what, std::string_view path, int error_number) {
  std::string text;
  text.append("Cannot ").append(what).append(" `").append(path).append("`: ");
  text.append(reason(error_number)).append("; ").append(advice(error_number)).append(".");
  return Error{std::move(text)};
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  /// 0, or the error that only closing brought to light (a full disk over a network).
  int close() { return ::close(std::exchange(fd_, -1)) == 0 ? 0 : errno; }

 private:
  int fd_;
};

int open_retrying(const std::string& path, int flags, mode_t mode = 0) {
  for (;;) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (fd >= 0 || errno != EINTR) return fd;
  }
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

std::string parent_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// Opens a new file beside `path`, whose name is put into `temporary`.
int open_temporary(const std::string& path, mode_t mode, std::string& temporary) {
  static std::atomic<unsigned> counter{0};
  for (int attempt = 0; attempt < kTemporaryNameAttempts; ++attempt) {
    temporary =
        path + "." + std::to_string(::getpid()) + "-" + std::to_string(++counter) + ".partial";
    const int fd = open_retrying(temporary, O_WRONLY | O_CREAT | O_EXCL, mode);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

/// Everything between opening the temporary file and renaming it; 0 or an errno.
int fill(Descriptor& file, std::string_view bytes, const struct stat* old) {
  if (const int error = write_all(file.get(), bytes); error != 0) return error;
  if (old != nullptr) {
    // Who runs as root must not take the file away from its owner; others cannot change it anyway.
    if (::fchown(file.get(), old->st_uid, old->st_gid) != 0 && errno != EPERM) return errno;
    if (::fchmod(file.get(), old->st_mode & kPermissionBits) != 0) return errno;
  }
  if (::fsync(file.get()) != 0 && errno != EINVAL) return errno;
  return file.close();
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::uint64_t max_bytes) {
  // Without O_NONBLOCK, opening a FIFO that nobody writes to would hang.
  const Descriptor file(open_retrying(path, O_RDONLY | O_NONBLOCK));
  if (!file.valid()) return failure("read", path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return failure("read", path, errno);
  if (S_ISDIR(info.st_mode)) return failure("read", path, EISDIR);
  if (!S_ISREG(info.st_mode)) {
    return Error{"Cannot read `" + path + "`: not a regular file; leave it out."};
  }
  const auto too_large = [&] {
    return Error{"Cannot read `" + path + "`: larger than " + std::to_string(max_bytes) +
                 " bytes; leave it out."};
  };
  if (static_cast<std::uint64_t>(info.st_size) > max_bytes) return too_large();

  std::string bytes;
  std::size_t used = 0;
  // One byte more than the size said: the read that returns 0 then needs no further growth.
  bytes.resize(static_cast<std::size_t>(info.st_size) + 1);
  for (;;) {
    const ssize_t got = ::read(file.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0) {
      if (errno == EINTR) continue;
      return failure("read", path, errno);
    }
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > max_bytes) return too_large();
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);
  }
  bytes.resize(used);
  return bytes;
}

Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) {
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) return failure("list", path, errno);
  std::vector<DirectoryEntry> entries;
  int error = 0;
  for (;;) {
    errno = 0;
    const dirent* found = ::readdir(directory);
    if (found == nullptr) {
      error = errno;
      break;
    }
    DirectoryEntry entry;
    entry.name = found->d_name;
    if (entry.name == "." || entry.name == "..") continue;
    entry.is_directory = found->d_type == DT_DIR;
    entry.is_regular = found->d_type == DT_REG;
    entry.is_symlink = found->d_type == DT_LNK;
    if (entry.is_symlink || found->d_type == DT_UNKNOWN) {
      const int fd = ::dirfd(directory);
      struct stat info {};
      if (::fstatat(fd, found->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        entry.is_symlink = S_ISLNK(info.st_mode);
      }
      if (::fstatat(fd, found->d_name, &info, 0) == 0) {
        entry.is_directory = S_ISDIR(info.st_mode);
        entry.is_regular = S_ISREG(info.st_mode);
      }
    }
    entries.push_back(std::move(entry));
  }
  ::closedir(directory);
  if (error != 0) return failure("list", path, error);
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

Status write_file_atomically(const std::string& path, std::string_view bytes) {
  struct stat old {};
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (!exists && errno != ENOENT) return failure("write", path, errno);
  std::string target = path;
  if (exists) {
    if (!S_ISREG(old.st_mode)) {
      return Error{"Cannot write `" + path + "`: not a regular file; choose another name."};
    }
    // Renaming needs no right to the old file, but its owner said that it is not to be changed.
    if (::access(path.c_str(), W_OK) != 0) return failure("write", path, errno);
    Result<std::string> real = real_path(path);
    if (!real) return real.error();
    target = std::move(real).value();
  }

  std::string temporary;
  constexpr mode_t kBeforeUmask = 0666;
  constexpr mode_t kOnlyUs = 0600;
  Descriptor file(open_temporary(target, exists ? kOnlyUs : kBeforeUmask, temporary));
  if (!file.valid()) return failure("write beside", path, errno);
  int error = fill(file, bytes, exists ? &old : nullptr);
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return failure("write", path, error);
  }
  // The new content is in place; making the folder entry durable as well is best effort.
  const Descriptor folder(open_retrying(parent_folder(target), O_RDONLY | O_DIRECTORY));
  if (folder.valid()) ::fsync(folder.get());
  return ok_status();
}

bool path_exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Result<std::string> real_path(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return failure("find", path, errno);
  std::string text(resolved);
  std::free(resolved);
  return text;
}

std::string current_directory() {
  std::string buffer(256, '\0');
  while (::getcwd(buffer.data(), buffer.size()) == nullptr) {
    if (errno != ERANGE) return ".";  // the folder was deleted under us
    buffer.resize(buffer.size() * 2);
  }
  buffer.resize(buffer.find('\0'));
  return buffer;
}

std::string join_path(std::string_view base, std::string_view relative) {
  const bool absolute = relative.starts_with('/') || base.starts_with('/');
  std::vector<std::string_view> parts;
  const auto add = [&](std::string_view path) {
    for (std::size_t at = 0; at < path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      const std::string_view part = path.substr(at, end - at);
      at = end + 1;
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (!parts.empty() && parts.back() != "..") {
        parts.pop_back();
      } else if (!absolute) {
        parts.push_back(part);
      }
    }
  };
  if (!relative.starts_with('/')) add(base);
  add(relative);
  std::string joined = absolute ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) joined += '/';
    joined += parts[i];
  }
  return joined.empty() ? "." : joined;
}

std::string relative_path(std::string_view path, std::string_view base) {
  while (base.size() > 1 && base.ends_with('/')) base.remove_suffix(1);
  if (path == base) return ".";
  if (!path.starts_with(base)) return std::string(path);
  std::string_view rest = path.substr(base.size());
  if (base != "/") {
    if (!rest.starts_with('/')) return std::string(path);
    rest.remove_prefix(1);
  }
  return std::string(rest);
}

}  // namespace hyb
