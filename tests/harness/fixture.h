#pragma once

// An annotated Python program: what it must be told about it stands in it. Read from tests/checks,
// tests/facts and the `py` blocks of rule pages; run by the tests beside this file.
//
//   print(x)  # expect: side-effect-print          a finding of that rule begins on this line
//   x = 1     # expect: rule-a error, rule-b       of that severity; several
//   # file: pkg/a.py                               what follows is another file
//   # option: rule.key=value                       for the whole fixture
//   # target: 2.15                                 the TensorFlow it is for
//
// In tests/checks/interplay all rules that are on by default look at the program: each finding must
// be named, so that such a fixture proves which of two rules speaks. docs/checks.md lists them.
//
//   def f():  # traced: yes                        facts of a function: traced, hybrid, eager,
//                                                  repeated, converted, called; hazardous (some of
//                                                  its own findings come true), symbolic (so is a
//                                                  parameter), pipeline_only; preconditions by
//                                                  their name in the record, also `unknown`
//   def f():  # verdict: P1                        the precondition that holds, or none; so advice,
//                                                  failures (codes as they come), doubts
//   def f():  # leaves: attribute_write            its own writes that outlive the trace, in source
//                                                  order, with words before them: guarded,
//                                                  building, rejected, symbolic, staged; or
//                                                  none
//   def f():  # effects: print, file               kinds of its side effects, sorted; none; unknown

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hyb::test {

struct Expectation {
  std::string file;
  std::uint32_t line = 0;
  std::string rule;
  std::string severity;  // "" = any
  friend auto operator<=>(const Expectation&, const Expectation&) = default;
};

struct FactExpectation {
  std::string file;
  std::uint32_t line = 0;
  std::string fact;
  std::string value;  // yes, no, unknown; words of a verdict
};

struct EffectExpectation {
  std::string file;
  std::uint32_t line = 0;
  std::string kinds;
};

struct Fixture {
  std::string name;                          // path below the source tree, with #n for page blocks
  std::string path;                          // of the file it was read from, absolute
  std::vector<std::string> rules;            // whose findings are looked at
  bool every_rule = false;                   // those of all rules that are on by default
  std::map<std::string, std::string> files;  // relative path -> text
  std::vector<Expectation> expectations;     // sorted
  std::vector<FactExpectation> facts;
  std::vector<EffectExpectation> effects;
  std::vector<std::string> options;  // "rule.key=value"
  std::string target;                // "" = not said
};

/// How gtest names a case: `tests_checks_…`.
void PrintTo(const Fixture& fixture, std::ostream* out);
Fixture parse_fixture(std::string name, std::string_view text);
/// Every fixture below tests/checks, and every `py` block of every rule page.
std::vector<Fixture> check_fixtures();
/// Every fixture below tests/facts.
std::vector<Fixture> fact_fixtures();

}  // namespace hyb::test
