// The fixtures below tests/facts: what the core must know of a function, said beside its `def`.

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "app/large_stack.h"
#include "core/facts/facts.h"
#include "core/facts/function_facts.h"
#include "core/facts/reservations.h"
#include "core/facts/verdicts.h"
#include "core/preconditions/hazards.h"
#include "core/symbolic/symbolic_values.h"
#include "tests/app/temporary_folder.h"
#include "tests/harness/fixture.h"

namespace hyb::test {
namespace {

class FactFixture : public testing::TestWithParam<Fixture> {};

bool holds(const Facts& facts, FunctionId f, const std::string& fact) {
  const Tracing& tracing = facts.tracing();
  if (fact == "traced") return tracing.traced(f);
  if (fact == "hybrid") return !facts.decorations_of(f).empty();
  if (fact == "eager") return tracing.eager(f) && tracing.called(f);
  if (fact == "repeated") return tracing.repeated(f);
  if (fact == "converted") return tracing.reached(f, Mode::Converted);
  if (fact == "hazardous") return !facts.hazards().of(f).empty();
  if (fact == "pipeline_only") return facts.symbolic_values().only_in_pipelines(f);
  if (fact == "symbolic")
    return ((facts.symbolic_values().evaluations().symbolic_parameters(f, Mode::Converted) |
             facts.symbolic_values().evaluations().symbolic_parameters(f, Mode::Unconverted)) &
            ~kOuter) != 0;
  return tracing.called(f);
}

/// "container_write, print": what is proved, or that it is not known whether there is anything.
std::string effects_of(const Facts& facts, FunctionId f) {
  std::vector<std::string> kinds;
  for (const Effects::Reached& reached : facts.effects().all(f))
    if (reached.effect.kind != EffectKind::Unknown)
      kinds.emplace_back(name_of(reached.effect.kind));
  std::sort(kinds.begin(), kinds.end());
  std::string out = facts.effects().effects_but_callbacks(f) == Tri::Unknown ? "unknown" : "";
  for (const std::string& kind : kinds) out += (out.empty() ? "" : ", ") + kind;
  return out.empty() ? "none" : out;
}

std::string word(Tri value) {
  return value == Tri::Unknown ? "unknown" : yes(value) ? "yes" : "no";
}

/// A precondition by its name in the record; "" = there is none of that name.
std::string precondition(const std::vector<FunctionFacts>& records, FunctionId f,
                         const std::string& name) {
  for (const FunctionFacts& record : records) {
    if (record.function != f) continue;
    if (name == "profitable") return word(record.profitable);
    for (const PreconditionFact& fact : record.preconditions)
      if (fact.name == name) return word(fact.answer.value);
  }
  return "";
}

std::string listed(const std::vector<std::string_view>& words) {
  std::string out;
  for (std::string_view word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out.empty() ? "none" : out;
}

/// What a verdict says under one of its words; "" = it is none of them.
std::string of_verdict(const FunctionVerdict& row, const std::string& fact) {
  std::vector<std::string_view> words;
  if (fact == "verdict" && row.verdict.precondition != Precondition::None)
    words.push_back(name_of(row.verdict.precondition));
  else if (fact == "advice")
    words.push_back(name_of(row.advice));
  else if (fact == "failures")
    for (const Failure& failure : row.verdict.failures) words.push_back(failure.code);
  else if (fact == "doubts")
    for (VerdictFact doubt : row.verdict.doubts) words.push_back(info(doubt).key);
  else if (fact == "caller_covered")
    return word(row.facts[VerdictFact::Covered]);
  else if (fact == "driven_by_framework")
    return word(row.facts[VerdictFact::Driven]);
  else if (fact != "verdict")
    return "";
  return listed(words);
}

/// "too_small, would_be_noticed@12": why it is left eager, and the lines that say so.
std::string reservations_of(const Program& program, const std::vector<Reservation>& reservations) {
  std::string out;
  for (const Reservation& one : reservations) {
    out += (out.empty() ? "" : ", ") + std::string(one.key);
    if (one.at.node.exists())
      out += "@" + std::to_string(program.source(one.at.file).line_at(program.loc(one.at).begin));
  }
  return out.empty() ? "none" : out;
}

/// "guarded attribute_write, symbolic container_write": what the function leaves behind a trace.
std::string leaves(const Facts& facts, FunctionId f) {
  std::string out;
  for (const TraceEffect& effect :
       facts.trace_effects().of_file(facts.program().function(f).file)) {
    if (effect.function != f) continue;
    out += out.empty() ? "" : ", ";
    if (effect.guard.exists()) out += "guarded ";
    if (effect.building) out += "building ";
    if (effect.rejects.exists()) out += "rejected ";
    if (effect.symbolic) out += effect.staged ? "staged " : "symbolic ";
    out += name_of(effect.effect.kind);
  }
  return out.empty() ? "none" : out;
}

TEST_P(FactFixture, KnowsWhatItSays) {
  const app::test::TemporaryFolder folder;
  DiscoverRequest request;
  for (const auto& [path, text] : GetParam().files)
    request.paths.push_back(folder.write(path, text));
  if (const std::string& target = GetParam().target; !target.empty())
    request.target_tensorflow = {
        static_cast<std::uint16_t>(std::stoi(target)),
        static_cast<std::uint16_t>(std::stoi(target.substr(target.find('.') + 1)))};
  const Project project = discover(request);
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program = link_program(project, {}, 1, sources, stats);
  app::run_on_large_stack(std::size_t{256} << 20, [&] {
    const Facts facts(
        program, Need::Values | Need::Tracing | Need::SideEffects | Need::Verdicts | Need::Hazards);
    const FunctionFactsMaker& maker = facts.records();
    const Verdicts& verdicts = facts.verdicts();
    EXPECT_FALSE(GetParam().facts.empty() && GetParam().effects.empty())
        << "a fixture that says nothing tests nothing";
    Reservations reservations(facts);
    for (std::size_t i = 0; i < program.functions().size(); ++i) {
      const FunctionId f = FunctionId::from_index(i);
      const FunctionVerdict& row = verdicts.of(f);
      EXPECT_EQ(reservations.of(maker.of_function(f), row).empty(),
                row.verdict.precondition != Precondition::P1 || row.advice != Advice::None)
          << program.qualified_name(f) << ": what may be a graph and is left eager has a reason";
    }
    const auto function_at = [&](const std::string& path, std::uint32_t line) {
      FunctionId at;
      for (std::size_t i = 0; i < program.functions().size(); ++i) {
        const FunctionId f = FunctionId::from_index(i);
        const FileId file = program.function(f).file;
        if (!project.files[file.index()].absolute.ends_with("/" + path)) continue;
        if (program.source(file).line_at(program.name_loc(f).begin) == line && !at.exists()) at = f;
      }
      return at;
    };
    for (const EffectExpectation& wanted : GetParam().effects) {
      const FunctionId at = function_at(wanted.file, wanted.line);
      ASSERT_TRUE(at.exists()) << "no function on " << wanted.file << ":" << wanted.line;
      EXPECT_EQ(effects_of(facts, at), wanted.kinds)
          << wanted.file << ":" << wanted.line << " " << program.qualified_name(at);
    }
    for (const FactExpectation& wanted : GetParam().facts) {
      const FunctionId at = function_at(wanted.file, wanted.line);
      ASSERT_TRUE(at.exists()) << "no function on " << wanted.file << ":" << wanted.line;
      std::string known =
          wanted.fact == "leaves" ? leaves(facts, at) : of_verdict(verdicts.of(at), wanted.fact);
      if (wanted.fact == "reservations")
        known = reservations_of(program, reservations.of(maker.of_function(at), verdicts.of(at)));
      if (known.empty())
        known = precondition(maker.of_file(program.function(at).file), at, wanted.fact);
      EXPECT_EQ(known.empty() ? word(tri(holds(facts, at, wanted.fact))) : known, wanted.value)
          << wanted.file << ":" << wanted.line << " " << program.qualified_name(at) << " "
          << wanted.fact;
    }
  });
}

std::string case_name(const testing::TestParamInfo<Fixture>& info) {
  std::string name = info.param.name;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, FactFixture, testing::ValuesIn(fact_fixtures()), case_name);

}  // namespace
}  // namespace hyb::test
