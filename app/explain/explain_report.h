#pragma once

// What `hybridize explain` prints of one function, in each of its forms. An Explained is made by
// the command from the frozen facts; the writers only arrange it. Everything is in the order of
// facts and places, so the output is the same bytes on every run.

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "app/explain/explain_plans.h"
#include "core/explain/explanation.h"

namespace hyb::app {

struct Explained {
  const Facts& facts;
  const Explanation& why;
  std::vector<Plan> plans;  // cheapest first
  std::optional<Precondition> why_not = std::nullopt;
  std::size_t depth = std::numeric_limits<std::size_t>::max();  // calls shown of a chain
  bool plans_only = false;
};

/// A place as people read it.
struct ShownPlace {
  std::string file;
  std::uint32_t line = 0, column = 0, end_line = 0, end_column = 0;  // 1-based, end exclusive
  std::string text;                                                  // first line of it, shortened
};
ShownPlace shown_place(const Program& program, NodeRef at);
/// "a.py:12".
std::string place_text(const Program& program, NodeRef at);
/// "stays eager", "P1 CONVERT_TO_HYBRID", "stays a graph".
std::string verdict_text(const Verdict& verdict);
/// "python side effects".
std::string fact_text(VerdictFact fact);
std::string_view value_text(Tri value);

/// Facts that an explanation shows: what stands in the way or is not known, and what speaks for it.
std::vector<VerdictFact> shown_facts(const Explained& explained);

std::string explanation_as_text(const Explained& explained);
enum class JsonLayout : std::uint8_t { Indented, OneLine };
std::string explanation_as_json(const Explained& explained,
                                JsonLayout layout = JsonLayout::Indented);
std::string explanation_as_dot(const Explained& explained);
std::string explanation_as_html(const Explained& explained);

}  // namespace hyb::app
