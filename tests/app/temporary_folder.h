#pragma once

// A folder that exists as long as the test, with files made from texts. For everything that must be
// seen on a real disk.

#include <string>
#include <string_view>

namespace hyb::app::test {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string path(std::string_view relative) const;
  /// Makes the folders on the way. Returns the absolute path.
  std::string write(std::string_view relative, std::string_view bytes) const;
  std::string read(std::string_view relative) const;

 private:
  std::string path_;
};

}  // namespace hyb::app::test
