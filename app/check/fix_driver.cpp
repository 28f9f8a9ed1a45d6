// Fixes uncover each other: an argument can go only when its decorator has come, two fixes that
// touch must not run together. So they run in rounds, and each round is linted like files on disk,
// through an overlay of texts. Rounds end: a fix removes its finding, and if two checks disagree
// about a text it comes back as it was before, which the hash of all changed texts tells. What
// never comes back is cut off after some rounds that leave no fewer fixes to come. Both are
// mistakes of ours and leave every file alone. Fixes that make graphs are tried first: one whose
// graph would bring new findings is refused (new_graphs.h).

#include "app/check/fix_driver.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "app/check/new_graphs.h"
#include "app/interrupt.h"
#include "app/report/sha256.h"
#include "core/text/file_system.h"
#include "fixits/apply.h"

namespace hyb::app {

namespace {

constexpr std::size_t kMaxRounds = 10;  // without fewer fixes to come

using Overlay = std::map<std::string, std::string>;

std::string state_hash(const Overlay& overlay) {
  std::string key;
  for (const auto& [path, text] : overlay) key += path + '\0' + sha256(text);
  return sha256(key);
}

/// "`a`, `b`": the rules whose fixes a round has chosen, those in `file` alone when it is given.
std::string names_in(const fixits::Round& round, FileId file) {
  std::set<std::string_view> names;
  for (const Diagnostic* finding : round.of) {
    if (!file.exists() || finding->where.file == file) names.insert(finding->name);
  }
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += ", ";
    text.append("`").append(name).append("`");
  }
  return text;
}

std::string does_not_settle(const fixits::Round& round) {
  return "The fixes of " + names_in(round, FileId{}) +
         " do not settle: they ask for further changes again and again. Nothing was written; "
         "switch one of these checks off with --checks=-NAME, and report this.";
}

class Rounds {
 public:
  Rounds(const LintRequest& request, Applicability threshold, const LintFunction& lint)
      : request_(request), threshold_(threshold), lint_(lint) {}

  FixOutcome run() {
    outcome_.before = lint_(request_);
    if (!outcome_.before.failures.empty()) {
      fail("Nothing was fixed, because the run failed.");
      return std::move(outcome_);
    }
    seen_.insert(state_hash({}));
    const LintResult* current = &outcome_.before;
    std::size_t fewest = ~std::size_t{0};
    for (std::size_t idle = 0;; ++idle) {
      const std::vector<Diagnostic> offered = still_offered(*current);
      fixits::Round chosen = fixits::choose(offered, threshold_);
      if (const auto refused = harmful_graphs(request_, lint_, chosen, *current);
          !refused.empty()) {
        refuse(refused, *current);
        chosen = without(chosen, refused);
      }
      if (chosen.fixes.empty()) break;
      if (const std::size_t left = chosen.fixes.size() + chosen.waiting; left < fewest) {
        fewest = left;
        idle = 0;
      }
      if (idle == kMaxRounds) {
        fail(does_not_settle(chosen));
        break;
      }
      if (!apply(chosen, *current)) break;
      outcome_.after = lint_(request_);
      current = &outcome_.after;
      if (!current->failures.empty()) {
        fail("Nothing was fixed: " + current->failures.front());
        break;
      }
    }
    finish();
    return std::move(outcome_);
  }

 private:
  void fail(std::string sentence) { outcome_.failure = std::move(sentence); }

  /// What tells a finding from others while lines move.
  using Finding = std::tuple<std::string_view, std::string, std::string>;
  static Finding named(const Diagnostic& finding, const LintResult& current) {
    return {finding.code, current.source(finding.where.file).path(), finding.message.text};
  }

  /// The findings, without the fixes that were refused in an earlier round.
  std::vector<Diagnostic> still_offered(const LintResult& current) const {
    std::vector<Diagnostic> out = current.findings;
    for (Diagnostic& finding : out)
      if (refused_.contains(named(finding, current))) finding.fixes.clear();
    return out;
  }

  void refuse(const std::vector<RefusedFix>& refused, const LintResult& current) {
    for (const RefusedFix& one : refused) {
      refused_.insert(named(*one.of, current));
      const SourceFile& source = current.source(one.of->where.file);
      outcome_.refused.push_back(source.path() + ": left " + std::string(one.of->name) +
                                 " as it is, for the graph would bring " + one.because + ": " +
                                 one.of->message.text);
    }
  }

  /// Puts the new texts of one round into the overlay; false when they are not to be trusted.
  bool apply(const fixits::Round& round, const LintResult& current) {
    const auto source = [&](FileId file) -> const SourceFile& { return current.source(file); };
    const std::map<FileId, std::string> texts = fixits::apply(round, source);
    Overlay& overlay = request_.discover.overlay;
    for (const auto& [file, text] : texts) {
      const std::string_view before = current.source(file).bytes();
      if (!fixits::still_parses(before, text)) {
        fail("The fixes of " + names_in(round, file) + " would break the syntax of `" +
             current.source(file).path() +
             "`. Nothing was written; switch them off with --checks=-NAME, and report this.");
        return false;
      }
      overlay[current.project.files[file.index()].absolute] = text;
    }
    if (!seen_.insert(state_hash(changed_only(overlay))).second) {
      fail(does_not_settle(round));
      return false;
    }
    for (const Diagnostic* finding : round.of) {
      ++applied_[{current.source(finding->where.file).path(), std::string(finding->name)}];
    }
    return true;
  }

  /// A text that is back where it began is no change, so a circle through the start is seen.
  Overlay changed_only(const Overlay& overlay) const {
    Overlay changed = overlay;
    for (std::size_t i = 0; i < outcome_.before.project.files.size(); ++i) {
      const auto found = changed.find(outcome_.before.project.files[i].absolute);
      if (found != changed.end() && found->second == outcome_.before.sources[i].bytes()) {
        changed.erase(found);
      }
    }
    return changed;
  }

  void finish() {
    if (!outcome_.failure.empty()) return;
    const Overlay changed = changed_only(request_.discover.overlay);
    for (std::size_t i = 0; i < outcome_.before.project.files.size(); ++i) {
      const std::string& absolute = outcome_.before.project.files[i].absolute;
      const auto found = changed.find(absolute);
      if (found == changed.end()) continue;
      const SourceFile& source = outcome_.before.sources[i];
      outcome_.changes.push_back(
          {source.path(), absolute, std::string(source.bytes()), found->second});
    }
    for (const auto& [key, count] : applied_) {
      outcome_.applied.push_back({key.first, key.second, count});
    }
  }

  LintRequest request_;
  Applicability threshold_;
  const LintFunction& lint_;
  FixOutcome outcome_;
  std::set<std::string> seen_;
  std::set<Finding> refused_;
  std::map<std::pair<std::string, std::string>, std::size_t> applied_;
};

/// Puts back what was written before a failure; the sentence says how that went.
std::string put_back(const std::vector<FileChange>& changes, std::size_t written) {
  std::string left;
  for (std::size_t i = written; i-- > 0;) {
    if (!write_file_atomically(changes[i].absolute, changes[i].before)) {
      left += (left.empty() ? "`" : ", `") + changes[i].path + "`";
    }
  }
  if (!left.empty()) return " These files keep their fixes, whole: " + left + ".";
  return written == 0 ? " No file was changed." : " The files written before it were put back.";
}

}  // namespace

FixOutcome settle_fixes(const LintRequest& request, Applicability threshold,
                        const LintFunction& lint) {
  return Rounds(request, threshold, lint).run();
}

Status write_changes(const std::vector<FileChange>& changes) {
  const HoldInterrupts hold;
  for (const FileChange& change : changes) {
    const Result<std::string> now = read_file(change.absolute);
    if (!now) return Error{now.error().message + " No file was changed."};
    if (now.value() != change.before) {
      return Error{
          "`" + change.path +
          "` was changed by someone else in the meantime; run again. No file was changed."};
    }
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Status status = write_file_atomically(changes[i].absolute, changes[i].after);
    if (!status) return Error{status.error().message + put_back(changes, i)};
  }
  return ok_status();
}

std::string describe_fixes(const FixOutcome& outcome, const std::string& verb) {
  std::string text;
  std::size_t total = 0;
  for (const std::string& refused : outcome.refused) text += refused + "\n";
  for (std::size_t i = 0; i < outcome.applied.size(); ++i) {
    const AppliedFixes& one = outcome.applied[i];
    const bool continues = i > 0 && outcome.applied[i - 1].path == one.path;
    text += continues ? ", " : one.path + ": " + verb + " ";
    text += std::to_string(one.count) + " " + one.name;
    const bool ends = i + 1 == outcome.applied.size() || outcome.applied[i + 1].path != one.path;
    if (ends) text += ".\n";
    total += one.count;
  }
  if (total == 0) return text + "Nothing to fix.\n";
  std::string sum = verb;
  sum[0] = static_cast<char>(sum[0] - 'a' + 'A');
  const std::size_t files = outcome.changes.size();
  text += sum + " " + std::to_string(total) + (total == 1 ? " finding in " : " findings in ") +
          std::to_string(files) + (files == 1 ? " file.\n" : " files.\n");
  return text;
}

}  // namespace hyb::app
