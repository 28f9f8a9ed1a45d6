#include "fixits/apply.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/syntax/parse.h"

namespace hyb::fixits {

namespace {

/// Two edits that touch: they share a byte, or one inserts where the other begins, ends or inserts,
/// so that their order would matter.
bool touch(const Loc& a, const Loc& b) {
  return a.file == b.file && a.begin <= b.end && b.begin <= a.end;
}

bool touches_any(const std::set<Loc>& taken, const Edit& edit) {
  // The taken ones are disjoint: only the neighbours of the new one can touch it.
  const auto after = taken.lower_bound(edit.where);
  if (after != taken.end() && touch(*after, edit.where)) return true;
  return after != taken.begin() && touch(*std::prev(after), edit.where);
}

/// The first fix that may be applied, in the check's order of preference.
const Fix* preferred(const Diagnostic& finding, Applicability threshold) {
  if (finding.suppressed) return nullptr;
  for (const Fix& fix : finding.fixes) {
    if (fix.applicability >= threshold && !fix.edits.empty()) return &fix;
  }
  return nullptr;
}

/// What does not parse. The parser lets a block without statements pass, Python does not.
std::size_t error_count(const Tree& tree) {
  std::size_t count = tree.errors.size();
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId node = NodeId::from_index(i);
    if (tree.kind(node) == NodeKind::Block && tree.children(node).empty()) ++count;
  }
  return count;
}

}  // namespace

Round choose(std::span<const Diagnostic> findings, Applicability threshold) {
  assert(threshold != Applicability::Display);
  Round round;
  std::set<Loc> taken;
  std::map<std::pair<FileId, std::string>, bool> groups;  // those taken: all of them share
  for (const Diagnostic& finding : findings) {
    const Fix* fix = preferred(finding, threshold);
    if (fix == nullptr) continue;
    const bool waits = std::any_of(fix->edits.begin(), fix->edits.end(), [&](const Edit& edit) {
      const auto group = groups.find({edit.where.file, fix->isolation});
      return touches_any(taken, edit) || (group != groups.end() && !(group->second && fix->shares));
    });
    if (waits) {
      ++round.waiting;
      continue;
    }
    for (const Edit& edit : fix->edits) {
      taken.insert(edit.where);
      if (!fix->isolation.empty())
        groups.emplace(std::pair(edit.where.file, fix->isolation), fix->shares);
    }
    round.fixes.push_back(fix);
    round.of.push_back(&finding);
  }
  return round;
}

std::map<FileId, std::string> apply(const Round& round,
                                    const std::function<const SourceFile&(FileId)>& source) {
  std::map<FileId, std::vector<const Edit*>> edits;
  for (const Fix* fix : round.fixes) {
    for (const Edit& edit : fix->edits) edits[edit.where.file].push_back(&edit);
  }
  std::map<FileId, std::string> texts;
  for (auto& [file, of_file] : edits) {
    std::stable_sort(of_file.begin(), of_file.end(),
                     [](const Edit* a, const Edit* b) { return a->where < b->where; });
    const std::string_view before = source(file).bytes();
    std::string after;
    std::size_t at = 0;
    for (const Edit* edit : of_file) {
      assert(at <= edit->where.begin && edit->where.begin <= edit->where.end &&
             edit->where.end <= before.size());
      after.append(before.substr(at, edit->where.begin - at)).append(edit->replacement);
      at = edit->where.end;
    }
    after.append(before.substr(at));
    if (after != before) texts.emplace(file, std::move(after));
  }
  return texts;
}

bool still_parses(std::string_view before, std::string_view after) {
  Parser parser;
  const ParseResult old_result = parser.parse(FileId::from_index(0), before);
  const ParseResult new_result = parser.parse(FileId::from_index(0), after);
  if (new_result.timed_out && !old_result.timed_out) return false;
  return error_count(new_result.tree) <= error_count(old_result.tree);
}

}  // namespace hyb::fixits
