#include "app/report/version_control.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/text/file_system.h"

namespace hyb::app {

namespace {

constexpr std::uint64_t kLargestFile = 16ULL << 20U;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string read_or_empty(const std::string& path) {
  if (!path_exists(path)) return {};
  Result<std::string> bytes = read_file(path, kLargestFile);
  return bytes ? std::move(bytes).value() : std::string{};
}

bool is_revision(std::string_view text) {
  constexpr std::size_t kSha1Digits = 40;
  constexpr std::size_t kSha256Digits = 64;
  return (text.size() == kSha1Digits || text.size() == kSha256Digits) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The folder that holds HEAD: `.git`, or what a work tree's `.git` file points to.
std::string git_folder(const std::string& folder) {
  const std::string entry = join_path(folder, ".git");
  if (is_directory(entry)) return entry;
  const std::string text = read_or_empty(entry);
  constexpr std::string_view kKey = "gitdir:";
  if (!text.starts_with(kKey)) return {};
  return join_path(folder, trimmed(std::string_view(text).substr(kKey.size())));
}

std::string resolve_reference(const std::string& common, const std::string& own,
                              std::string_view reference) {
  // A name out of the repository must stay inside of it.
  if (!reference.starts_with("refs/") || reference.find("..") != std::string_view::npos) return {};
  for (const std::string& folder : {own, common}) {
    const std::string text = read_or_empty(join_path(folder, reference));
    if (is_revision(trimmed(text))) return std::string(trimmed(text));
  }
  const std::string packed = read_or_empty(join_path(common, "packed-refs"));
  for (const std::string_view line : lines_of(packed)) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || line.substr(blank + 1) != reference) continue;
    if (is_revision(line.substr(0, blank))) return std::string(line.substr(0, blank));
  }
  return {};
}

std::string origin_of(const std::string& common) {
  const std::string config = read_or_empty(join_path(common, "config"));
  bool in_origin = false;
  for (const std::string_view line : lines_of(config)) {
    if (line.starts_with('[')) {
      in_origin = line == "[remote \"origin\"]";
    } else if (in_origin && line.starts_with("url")) {
      const std::string_view rest = trimmed(line.substr(3));
      if (rest.starts_with('=')) return std::string(trimmed(rest.substr(1)));
    }
  }
  return {};
}

}  // namespace

std::string public_repository_uri(std::string_view remote) {
  constexpr std::string_view kSchemes[] = {"https://", "http://", "ssh://", "git://"};
  std::string scheme;
  std::string_view rest = remote;
  for (const std::string_view candidate : kSchemes) {
    if (remote.starts_with(candidate)) {
      scheme = candidate;
      rest = remote.substr(candidate.size());
    }
  }
  std::string path;
  if (scheme.empty()) {
    // user@host:path, the short form of ssh; anything else is a path on this machine.
    const std::size_t colon = remote.find(':');
    const std::size_t slash = remote.find('/');
    if (colon == std::string_view::npos || slash < colon) return {};
    if (remote.substr(colon).starts_with("://")) return {};
    path = std::string(remote.substr(0, colon)) + "/" + std::string(remote.substr(colon + 1));
    scheme = "https://";
    rest = path;
  }
  rest = rest.substr(0, rest.find_first_of("?#"));
  const std::size_t host_end = std::min(rest.find('/'), rest.size());
  const std::size_t at = rest.substr(0, host_end).rfind('@');
  if (at != std::string_view::npos) rest.remove_prefix(at + 1);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~/:%+@").find(c) != std::string_view::npos;
  };
  if (rest.empty() || !std::all_of(rest.begin(), rest.end(), is_plain)) return {};
  return scheme + std::string(rest);
}

std::optional<VersionControl> read_version_control(const std::string& folder) {
  const std::string own = git_folder(folder);
  if (own.empty()) return std::nullopt;
  const std::string redirect = read_or_empty(join_path(own, "commondir"));
  const std::string common = redirect.empty() ? own : join_path(own, trimmed(redirect));

  VersionControl state;
  const std::string head = read_or_empty(join_path(own, "HEAD"));
  const std::string_view text = trimmed(head);
  constexpr std::string_view kReference = "ref:";
  constexpr std::string_view kBranches = "refs/heads/";
  if (text.starts_with(kReference)) {
    const std::string_view reference = trimmed(text.substr(kReference.size()));
    state.revision = resolve_reference(common, own, reference);
    if (reference.starts_with(kBranches)) state.branch = reference.substr(kBranches.size());
  } else if (is_revision(text)) {
    state.revision = text;
  }
  if (state.revision.empty()) return std::nullopt;
  state.repository_uri = public_repository_uri(origin_of(common));
  return state;
}

}  // namespace hyb::app
