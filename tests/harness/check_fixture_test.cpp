// Every fixture, run as the many tests it is: the findings it names and no others; the same for any
// number of threads and any order of the paths; moved by blank lines, with CRLF line ends, silenced
// line by line; and its fixes, which settle, parse, mend what they fix and have nothing left to do.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "app/check/fix_driver.h"
#include "app/check/lint.h"
#include "fixits/apply.h"
#include "test_paths.inc"
#include "tests/app/temporary_folder.h"
#include "tests/harness/fixture.h"

namespace hyb::test {
namespace {

using app::LintRequest;
using app::LintResult;
using app::test::TemporaryFolder;
using Files = std::map<std::string, std::string>;

std::size_t rule_index(const std::string& name) {
  const RuleSpan rules = app::all_rules();
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (rules[i]->name == name) return i;
  ADD_FAILURE() << "no rule is called " << name;
  return 0;
}

std::string text_of(Severity severity) {
  return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "note";
}

class CheckFixture : public testing::TestWithParam<Fixture> {
 protected:
  LintRequest request(const TemporaryFolder& folder, const Files& files) const {
    LintRequest request;
    for (const auto& [path, text] : files)
      request.discover.paths.push_back(folder.write(path, text));
    request.enabled.assign(app::all_rules().size(), false);
    for (const std::string& rule : GetParam().rules) request.enabled[rule_index(rule)] = true;
    if (GetParam().every_rule)
      for (std::size_t i = 0; i < request.enabled.size(); ++i)
        request.enabled[i] = app::all_rules()[i]->default_on;
    for (const std::string& option : GetParam().options) {
      const auto dot = option.find('.');
      const auto equals = option.find('=');
      request.options.push_back({rule_index(option.substr(0, dot)),
                                 option.substr(dot + 1, equals - dot - 1),
                                 {option.substr(equals + 1)}});
    }
    if (const std::string& target = GetParam().target; !target.empty())
      request.discover.target_tensorflow = {
          static_cast<std::uint16_t>(std::stoi(target)),
          static_cast<std::uint16_t>(std::stoi(target.substr(target.find('.') + 1)))};
    request.jobs = 1;
    return request;
  }

  static std::vector<Expectation> found(const LintResult& result, const TemporaryFolder& folder,
                                        bool with_suppressed = false) {
    std::vector<Expectation> out;
    for (const Diagnostic& d : result.findings) {
      if (d.suppressed && !with_suppressed) continue;
      const SourceFile& source = result.source(d.where.file);
      std::string path = result.project.files[d.where.file.index()].absolute;
      const auto at = path.find(folder.path());
      if (at != std::string::npos) path = path.substr(at + folder.path().size() + 1);
      out.push_back(
          {path, source.line_at(d.where.begin), std::string(d.name), text_of(d.severity)});
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  /// Expected and found, with severities only where the fixture names one.
  static void compare(std::vector<Expectation> wanted, std::vector<Expectation> seen,
                      const std::string& how) {
    for (Expectation& s : seen) {
      const bool named = std::any_of(wanted.begin(), wanted.end(), [&](const Expectation& w) {
        return w.file == s.file && w.line == s.line && w.rule == s.rule && !w.severity.empty();
      });
      if (!named) s.severity.clear();
    }
    std::sort(seen.begin(), seen.end());
    for (const Expectation& w : wanted)
      if (std::find(seen.begin(), seen.end(), w) == seen.end())
        ADD_FAILURE() << how << ": missing " << w.file << ":" << w.line << " " << w.rule << " "
                      << w.severity;
    for (const Expectation& s : seen)
      if (std::find(wanted.begin(), wanted.end(), s) == wanted.end())
        ADD_FAILURE() << how << ": surplus " << s.file << ":" << s.line << " " << s.rule << " "
                      << s.severity;
  }

  static Files changed(const Files& files,
                       const std::function<std::string(const std::string&)>& change) {
    Files out;
    for (const auto& [path, text] : files) out[path] = path.ends_with(".py") ? change(text) : text;
    return out;
  }

  void expect_findings(const Files& files, const std::vector<Expectation>& wanted,
                       const std::string& how) const {
    const TemporaryFolder folder;
    compare(wanted, found(app::lint(request(folder, files)), folder), how);
  }
};

std::string with_crlf(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

TEST_P(CheckFixture, FindsWhatItSaysAndNothingElse) {
  expect_findings(GetParam().files, GetParam().expectations, "as it stands");
}

TEST_P(CheckFixture, NothingIsSaidTwice) {
  const TemporaryFolder folder;
  std::set<std::string> said;
  for (const Diagnostic& d : app::lint(request(folder, GetParam().files)).findings) {
    const std::string finding = std::to_string(d.where.file.raw()) + ":" +
                                std::to_string(d.where.begin) + "-" + std::to_string(d.where.end) +
                                " " + std::string(d.code) + " " + d.message.text;
    EXPECT_TRUE(said.insert(finding).second) << "twice: " << finding;
  }
}

TEST_P(CheckFixture, ThreadsAndOrderDoNotShow) {
  const TemporaryFolder folder;
  LintRequest request = this->request(folder, GetParam().files);
  const auto messages = [&](const LintRequest& r) {
    std::string out;
    for (const Diagnostic& d : app::lint(r).findings)
      out += std::to_string(d.where.file.raw()) + ":" + std::to_string(d.where.begin) + " " +
             d.message.text + "\n";
    return out;
  };
  const std::string alone = messages(request);
  request.jobs = 8;
  std::reverse(request.discover.paths.begin(), request.discover.paths.end());
  EXPECT_EQ(alone, messages(request));
}

TEST_P(CheckFixture, BlankLinesOnlyMoveIt) {
  std::vector<Expectation> wanted = GetParam().expectations;
  for (Expectation& w : wanted) w.line += 2;
  expect_findings(changed(GetParam().files, [](const std::string& t) { return "\n\n" + t; }),
                  wanted, "two lines further down");
}

TEST_P(CheckFixture, LineEndsDoNotMatter) {
  expect_findings(changed(GetParam().files, with_crlf), GetParam().expectations, "with CRLF");
}

TEST_P(CheckFixture, ACommentOnTheLineSilencesIt) {
  if (GetParam().expectations.empty()) GTEST_SUCCEED();
  Files files = GetParam().files;
  for (auto& [path, text] : files) {
    std::istringstream in(text);
    std::string out;
    std::uint32_t number = 0;
    for (std::string line; std::getline(in, line); out += line + "\n") {
      ++number;
      std::string rules;
      for (const Expectation& w : GetParam().expectations)
        if (w.file == path && w.line == number) rules += (rules.empty() ? "" : ", ") + w.rule;
      if (!rules.empty()) line += "  # hybridize: ignore[" + rules + "] -- known";
    }
    text = out;
  }
  const TemporaryFolder folder;
  const LintResult result = app::lint(request(folder, files));
  EXPECT_TRUE(found(result, folder).empty());
  compare(GetParam().expectations, found(result, folder, true), "suppressed");
  for (const Diagnostic& d : result.findings) EXPECT_EQ(d.justification, "known");
}

std::string joined(const Files& files) {
  std::string out;
  for (const auto& [path, text] : files)
    out += (files.size() > 1 ? "# file: " + path + "\n" : "") + text;
  return out;
}

TEST_P(CheckFixture, FixesSettleAndMend) {
  if (GetParam().every_rule) GTEST_SKIP() << "the fixes of each rule have fixtures of their own";
  for (const bool crlf : {false, true}) {
    const TemporaryFolder folder;
    const Files files = crlf ? changed(GetParam().files, with_crlf) : GetParam().files;
    LintRequest request = this->request(folder, files);
    const app::FixOutcome outcome = app::settle_fixes(request, Applicability::Unsafe, app::lint);
    ASSERT_EQ(outcome.failure, "");
    Files after = files;
    for (const app::FileChange& change : outcome.changes) {
      EXPECT_TRUE(fixits::still_parses(change.before, change.after)) << change.path;
      const auto at = change.absolute.find(folder.path());
      ASSERT_NE(at, std::string::npos);
      after[change.absolute.substr(at + folder.path().size() + 1)] = change.after;
      if (crlf) {
        EXPECT_EQ(with_crlf([&] {
                    std::string plain = change.after;
                    plain.erase(std::remove(plain.begin(), plain.end(), '\r'), plain.end());
                    return plain;
                  }()),
                  change.after)
            << "every line keeps its CRLF";
      }
    }
    std::size_t applied = 0;
    for (const app::AppliedFixes& a : outcome.applied) applied += a.count;
    if (applied > 0) {
      EXPECT_EQ(outcome.after.findings.size() + applied, outcome.before.findings.size())
          << "each fix mends its finding and makes no other";
    }
    const TemporaryFolder again;
    const app::FixOutcome second =
        app::settle_fixes(this->request(again, after), Applicability::Unsafe, app::lint);
    EXPECT_TRUE(second.changes.empty()) << "a second run has nothing to do";
    if (crlf || GetParam().path.empty()) continue;
    const std::string golden = GetParam().path + ".fixed";
    std::ifstream in(golden, std::ios::binary);
    if (std::getenv("HYB_UPDATE") != nullptr && !outcome.changes.empty()) {
      std::ofstream(golden, std::ios::binary) << joined(after);
    } else if (in) {
      EXPECT_EQ((std::string{std::istreambuf_iterator<char>(in), {}}), joined(after))
          << "HYB_UPDATE=1 rewrites " << golden;
    } else {
      EXPECT_TRUE(outcome.changes.empty()) << "HYB_UPDATE=1 writes " << golden;
    }
  }
}

std::string case_name(const testing::TestParamInfo<Fixture>& info) {
  std::string name = info.param.name;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, CheckFixture, testing::ValuesIn(check_fixtures()), case_name);

// docs/checks.md says which of two rules speaks; each row names the fixture that proves it.
TEST(Checks, TheInterplayTableAndItsProofsBelongTogether) {
  const std::string root = HYB_SOURCE_DIR;
  std::ifstream in(root + "/docs/checks.md");
  const std::string folder = "tests/checks/interplay/";
  std::set<std::string> named;
  bool in_table = false;  // the one below its heading, not the list of all checks
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) in_table = line == "## When two checks see the same cause";
    if (!in_table || !line.starts_with("| ") || line.starts_with("| cause") ||
        line.starts_with("| ---"))
      continue;
    const auto at = line.find(folder);
    ASSERT_NE(at, std::string::npos) << "a row without proof: " << line;
    named.insert(line.substr(at, line.find_first_of(")`", at) - at));
  }
  std::set<std::string> fixtures;
  for (const Fixture& f : check_fixtures())
    if (f.every_rule) fixtures.insert(f.name);
  EXPECT_FALSE(named.empty());
  EXPECT_EQ(named, fixtures);
}

TEST(Checks, EachHasFiringAndSilentFixturesAndAPage) {
  const std::vector<Fixture> fixtures = check_fixtures();
  for (const RuleInfo* rule : app::all_rules()) {
    if (rule->group == "lint") continue;
    std::size_t firing = 0;
    std::size_t silent = 0;
    for (const Fixture& f : fixtures) {
      if (std::find(f.rules.begin(), f.rules.end(), rule->name) == f.rules.end()) continue;
      const bool fires = std::any_of(f.expectations.begin(), f.expectations.end(),
                                     [&](const Expectation& e) { return e.rule == rule->name; });
      ++(fires ? firing : silent);
    }
    EXPECT_GE(firing, 2U) << rule->name;
    EXPECT_GE(silent, 2U) << rule->name;
    std::size_t at = 0;
    for (const char* heading : {"## What it does", "## Why it matters", "## Example",
                                "## What to do instead", "## Known limits"}) {
      at = rule->docs.find(heading, at);
      ASSERT_NE(at, std::string_view::npos) << rule->name << " lacks " << heading;
    }
    EXPECT_TRUE(rule->docs.starts_with("# " + std::string(rule->name) + " (" +
                                       std::string(rule->code) + ")"))
        << rule->name;
    ASSERT_FALSE(rule->messages.empty()) << rule->name;
    EXPECT_EQ(rule->messages.front().id, "default") << rule->name;
    for (const MessageSpec& message : rule->messages) {
      EXPECT_TRUE(message.text.ends_with(".")) << message.text;
      EXPECT_NE(message.text.find("{0}"), std::string_view::npos) << message.text;
    }
  }
}

}  // namespace
}  // namespace hyb::test
