#include "fixits/line_script.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <dtl/dtl.hpp>
#include <unordered_map>

namespace hyb::fixits {

namespace {

/// Lines end at \n only, as they do for git.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

using Numbers = std::vector<std::uint32_t>;

}  // namespace

std::vector<ScriptLine> line_script(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> old_lines = split(before);
  const std::vector<std::string_view> new_lines = split(after);
  // Equal ends are most of a file, and need no search.
  const std::size_t shorter = std::min(old_lines.size(), new_lines.size());
  std::size_t head = 0;
  while (head < shorter && old_lines[head] == new_lines[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail]) {
    ++tail;
  }

  // One number for each text, so that comparing lines is comparing numbers.
  std::unordered_map<std::string_view, std::uint32_t> number_of;
  const auto numbers = [&](const std::vector<std::string_view>& lines) {
    Numbers found;
    for (std::size_t i = head; i + tail < lines.size(); ++i) {
      found.push_back(
          number_of.emplace(lines[i], static_cast<std::uint32_t>(number_of.size())).first->second);
    }
    return found;
  };
  const Numbers old_numbers = numbers(old_lines);
  const Numbers new_numbers = numbers(new_lines);

  std::vector<ScriptLine> script;
  for (std::size_t i = 0; i < head; ++i) script.push_back({LineChange::Keep, old_lines[i]});
  std::vector<ScriptLine> added;
  const auto flush = [&] {
    script.insert(script.end(), added.begin(), added.end());
    added.clear();
  };
  std::size_t old_at = head;
  std::size_t new_at = head;
  const auto remove = [&] { script.push_back({LineChange::Remove, old_lines[old_at++]}); };
  const auto add = [&] { added.push_back({LineChange::Add, new_lines[new_at++]}); };
  if (old_numbers.empty() || new_numbers.empty()) {
    while (old_at + tail < old_lines.size()) remove();
    while (new_at + tail < new_lines.size()) add();
  } else {
    dtl::Diff<std::uint32_t, Numbers> diff(old_numbers, new_numbers);
    diff.compose();
    for (const auto& [number, info] : diff.getSes().getSequence()) {
      if (info.type == dtl::SES_ADD) {
        add();
      } else if (info.type == dtl::SES_DELETE) {
        remove();
      } else {
        flush();
        script.push_back({LineChange::Keep, old_lines[old_at]});
        ++old_at;
        ++new_at;
      }
    }
  }
  flush();
  for (std::size_t i = old_lines.size() - tail; i < old_lines.size(); ++i) {
    script.push_back({LineChange::Keep, old_lines[i]});
  }
  return script;
}

}  // namespace hyb::fixits
