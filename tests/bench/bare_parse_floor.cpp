// bare_parse_floor DIR: reads, parses and frees every .py file below DIR, one after the other, on
// one thread, with the default allocator, and does nothing else. What this takes is the unit in
// which
// ./dev bench counts. Prints the number of files, bytes and lines.
#include <fcntl.h>
#include <sys/stat.h>
#include <tree_sitter/api.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

extern "C" const TSLanguage* tree_sitter_python();

namespace {

namespace fs = std::filesystem;

// Hidden folders are left out, and links are not followed: the same files that hybridize looks at.
std::vector<std::string> python_files(const fs::path& root) {
  std::vector<std::string> files;
  std::error_code ignored;
  for (fs::recursive_directory_iterator
           it(root, fs::directory_options::skip_permission_denied, ignored),
       end;
       it != end; it.increment(ignored)) {
    const fs::path& path = it->path();
    if (it->is_directory(ignored) && path.filename().string().front() == '.') {
      it.disable_recursion_pending();
    } else if (path.extension() == ".py" && !it->is_symlink(ignored) &&
               it->is_regular_file(ignored)) {
      files.push_back(path.string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool read_file(const std::string& path, std::vector<char>& buffer) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct stat status {};
  bool good = fstat(fd, &status) == 0;
  buffer.resize(good ? static_cast<std::size_t>(status.st_size) : 0);
  std::size_t have = 0;
  while (good && have < buffer.size()) {
    const ssize_t got = read(fd, buffer.data() + have, buffer.size() - have);
    good = got > 0;
    if (good) have += static_cast<std::size_t>(got);
  }
  close(fd);
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bare_parse_floor DIR\n", stderr);
    return 2;
  }
  TSParser* parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_python())) return 2;
  std::vector<char> buffer;
  std::size_t files = 0;
  std::size_t bytes = 0;
  std::ptrdiff_t lines = 0;
  for (const std::string& path : python_files(argv[1])) {
    if (!read_file(path, buffer)) continue;
    TSTree* tree = ts_parser_parse_string(parser, nullptr, buffer.data(),
                                          static_cast<std::uint32_t>(buffer.size()));
    ts_tree_delete(tree);
    ++files;
    bytes += buffer.size();
    lines += std::count(buffer.begin(), buffer.end(), '\n');
  }
  ts_parser_delete(parser);
  std::printf("%zu %zu %td\n", files, bytes, lines);
  return 0;
}
