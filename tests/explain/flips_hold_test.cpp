// What an explanation promises comes true: the edits of every flip set are applied (also where they
// are not all of it), the program is analysed again, and the verdict must be the promised one, with
// what still stands in its way. Over all fixtures of facts and all
// examples.

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "app/explain/explain_plans.h"
#include "app/large_stack.h"
#include "core/explain/explanation.h"
#include "core/facts/facts.h"
#include "core/facts/verdicts.h"
#include "fixits/apply.h"
#include "test_paths.inc"
#include "tests/app/temporary_folder.h"
#include "tests/harness/fixture.h"

namespace hyb::test {
namespace {

/// A program with its facts.
struct Analysed {
  Analysed(const std::vector<std::string>& paths, std::map<std::string, std::string> overlay) {
    DiscoverRequest request;
    request.paths = paths;
    request.overlay = std::move(overlay);
    project = discover(request);
    program = link_program(project, request.overlay, 1, sources, stats);
    facts.emplace(program, Need::Values | Need::Tracing | Need::Verdicts);
  }
  Project project;
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program;
  std::optional<Facts> facts;
};

/// The function of that name in that file; the last if there are several.
FunctionId find(const Analysed& in, const std::string& file, const std::string& name) {
  FunctionId out;
  for (std::size_t i = 0; i < in.program.functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    if (in.project.files[in.program.function(f).file.index()].absolute == file &&
        in.program.qualified_name(f) == name)
      out = f;
  }
  return out;
}

std::string content(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

/// What a person would notice: the precondition, and what stands in the way.
std::string outcome(const Verdict& verdict) {
  std::string out(name_of(verdict.precondition));
  for (const Failure& failure : verdict.failures) out += " " + std::string(failure.code);
  return out;
}

struct Outcome {
  std::size_t plans = 0, held = 0, functions = 0, unexplained = 0;
  std::string failed;
};

Outcome try_all(const std::map<std::string, std::string>& files) {
  constexpr std::size_t kMostPlans = 6;  // of one function
  Outcome out;
  const app::test::TemporaryFolder folder;
  std::vector<std::string> paths;
  for (const auto& [path, text] : files) paths.push_back(folder.write(path, text));
  app::run_on_large_stack(std::size_t{256} << 20, [&] {
    const Analysed before(paths, {});
    for (std::size_t i = 0; i < before.program.functions().size(); ++i) {
      const FunctionId f = FunctionId::from_index(i);
      if (!before.facts->records().wanted(f)) continue;
      const Explanation why = explain(*before.facts, f, {});
      ++out.functions;
      EXPECT_EQ(why.verdict, before.facts->verdicts().of(f).verdict)
          << before.program.qualified_name(f) << ": causes do not add up to the verdict";
      for (const Cause& cause : why.causes) out.unexplained += cause.kind == CauseKind::Other;
      std::size_t tried = 0;
      for (const app::Plan& plan : app::make_plans(*before.facts, why)) {
        if (plan.edits.empty() || tried == kMostPlans) continue;
        ++tried;
        ++out.plans;
        Fix fix;
        fix.edits = plan.edits;
        fixits::Round round;
        round.fixes.push_back(&fix);
        std::map<std::string, std::string> overlay;
        for (auto& [file, text] : fixits::apply(
                 round, [&](FileId id) -> const SourceFile& { return before.program.source(id); }))
          overlay[before.project.files[file.index()].absolute] = std::move(text);
        const Analysed after(paths, overlay);
        const std::string name = before.program.qualified_name(f);
        const FunctionId again = find(
            after, before.project.files[before.program.function(f).file.index()].absolute, name);
        const std::string then =
            again.exists() ? outcome(after.facts->verdicts().of(again).verdict) : "is gone";
        EXPECT_TRUE(!plan.editable || plan.after_edits == plan.set->verdict);
        if (then == outcome(plan.after_edits)) {
          ++out.held;
          continue;
        }
        out.failed +=
            name + ": promised '" + outcome(plan.after_edits) + "', is '" + then + "' after";
        for (std::size_t s = 0; s < plan.steps.size(); ++s)
          if (std::find(plan.edited.begin(), plan.edited.end(), plan.set->changes[s]) !=
              plan.edited.end())
            out.failed += "\n    " + plan.steps[s];
        out.failed += "\n";
      }
    }
  });
  return out;
}

class FlipsHold : public testing::TestWithParam<Fixture> {};

TEST_P(FlipsHold, AfterTheirEdits) {
  const Outcome outcome = try_all(GetParam().files);
  RecordProperty("plans", static_cast<int>(outcome.plans));
  RecordProperty("unexplained", static_cast<int>(outcome.unexplained));
  EXPECT_EQ(outcome.held, outcome.plans) << outcome.failed;
}

std::vector<Fixture> programs() {
  std::vector<Fixture> out = fact_fixtures();
  for (const auto& entry :
       std::filesystem::directory_iterator(HYB_SOURCE_DIR "/tests/explain/programs"))
    out.push_back(parse_fixture("tests/explain/programs/" + entry.path().filename().string(),
                                content(entry.path())));
  const std::filesystem::path examples = HYB_SOURCE_DIR "/examples";
  for (const auto& entry : std::filesystem::directory_iterator(examples)) {
    Fixture fixture;
    fixture.name = "examples/" + entry.path().filename().string();
    if (entry.is_directory()) {
      for (const auto& file : std::filesystem::recursive_directory_iterator(entry))
        if (file.path().extension() == ".py")
          fixture.files[std::filesystem::relative(file.path(), examples).string()] =
              content(file.path());
    } else if (entry.path().extension() == ".py") {
      fixture.files[entry.path().filename().string()] = content(entry.path());
    }
    if (!fixture.files.empty()) out.push_back(std::move(fixture));
  }
  std::sort(out.begin(), out.end(),
            [](const Fixture& a, const Fixture& b) { return a.name < b.name; });
  return out;
}

std::string case_name(const testing::TestParamInfo<Fixture>& info) {
  std::string name = info.param.name;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, FlipsHold, testing::ValuesIn(programs()), case_name);

}  // namespace
}  // namespace hyb::test
