#pragma once

// Code for a TensorFlow that is gone: whether a place asks for the version before it uses a name,
// and whether a file can only run under TensorFlow 1. Read by the check of removed names, and by
// the driver, which keeps advice on TensorFlow 2 away from such files.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

struct Deprecation;

/// Code that asks first: under `try`, or in a branch on hasattr or a version.
bool asks_first(const Facts& facts, NodeRef at);

/// TensorFlow 2.0 removed it.
bool only_in_tensorflow_1(const Deprecation& deprecation);

/// The files that only run under TensorFlow 1, or in its sessions. Such a file uses, without
/// asking, a package that TensorFlow 2.0 removed (tf.contrib, tf.layers), two other names of that
/// kind (tf.get_variable and tf.log), one of them three times, or one at all where it imports such
/// a file; or it reaches TensorFlow only as tf.compat.v1; or files import it, and all of them are
/// such. Made by Facts when somebody asks, from all files; frozen then.
class LegacyCode {
 public:
  explicit LegacyCode(const Facts& facts);

  bool only_tensorflow_1(FileId file) const { return legacy_[file.index()] != Kind::None; }
  /// By what stands in it, not by who imports it, nor because it builds graphs for sessions.
  bool says_so_itself(FileId file) const { return legacy_[file.index()] == Kind::First; }
  /// How many files of a folder say that they cannot run under TensorFlow 2, where this is the
  /// first of them that findings are reported on; else 0.
  std::size_t speaks_for(FileId file) const {
    return speaks_for_.empty() ? 0 : speaks_for_[file.index()];
  }
  /// Some code looks at the version of TensorFlow: it runs with several.
  bool asks_version() const { return asks_version_; }

 private:
  enum class Kind : std::uint8_t { None, Imported, Sessions, First };

  /// How much in the file only TensorFlow 1 has, 0 to kEnough.
  std::size_t evidence(FileId file);
  bool builds_for_sessions(FileId file) const;
  /// To files that import such files, and to those that only such files import. `some`: files with
  /// any evidence.
  void spread(const std::vector<bool>& some);
  void count_folders();

  const Facts& facts_;
  std::vector<Kind> legacy_;  // by file
  std::vector<std::size_t> speaks_for_;
  bool asks_version_ = false;
};

}  // namespace hyb
