#pragma once

// Every access to the disk: reading, atomic replacement, listing. Errors are one full sentence that
// names the path and what to do. Used by discovery, the fix driver and report writers.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace hyb {

struct DirectoryEntry {
  std::string name;
  bool is_directory = false;
  bool is_regular = false;
  bool is_symlink = false;  // what it points to decides the two flags above
};

/// The whole file. Fails on folders, FIFOs and other special files, unreadable files, and files
/// above `max_bytes`.
Result<std::string> read_file(const std::string& path, std::uint64_t max_bytes = 1ULL << 30);
/// Entries sorted by name.
Result<std::vector<DirectoryEntry>> list_directory(const std::string& path);
/// Replaces `path` by `bytes`: temporary file in the same folder, same mode, fsync, rename. A link
/// is followed to its target first. On failure the old file is untouched and the temporary gone.
Status write_file_atomically(const std::string& path, std::string_view bytes);

bool path_exists(const std::string& path);
bool is_directory(const std::string& path);
/// Absolute path with symbolic links resolved; an error when something on the way is not there.
Result<std::string> real_path(const std::string& path);
std::string current_directory();
/// Lexical: joins, collapses "." and "..", uses '/'.
std::string join_path(std::string_view base, std::string_view relative);
/// `path` as seen from `base` (both absolute), with '/', or unchanged when it is not below it.
std::string relative_path(std::string_view path, std::string_view base);

}  // namespace hyb
