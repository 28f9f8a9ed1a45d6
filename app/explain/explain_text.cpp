#include <algorithm>
#include <cstdio>
#include <utility>

#include "app/explain/explain_report.h"
#include "core/text/display_width.h"

namespace hyb::app {
namespace {

/// A line with what hangs below it.
struct Branch {
  std::string text;
  std::vector<Branch> below;
};

/// Depth first, with lines that show what belongs to what. Trees are a few levels deep.
void print(const std::vector<Branch>& branches, const std::string& indent, std::string& out) {
  for (const Branch& branch : branches) {
    const bool last = &branch == &branches.back();
    out += indent + (last ? "└─ " : "├─ ") + escape_controls(branch.text) + "\n";
    print(branch.below, indent + (last ? "   " : "│  "), out);
  }
}

std::string two_digits(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f", value);
  return buffer;
}

class TextTree {
 public:
  explicit TextTree(const Explained& explained)
      : in_(explained), why_(explained.why), program_(explained.facts.program()) {}

  std::string write() const {
    std::string out = head();
    std::vector<Branch> branches;
    if (!in_.plans_only)
      for (VerdictFact fact : shown_facts(in_)) branches.push_back(fact_branch(fact));
    if (!in_.plans_only && !why_.reservations.empty()) branches.push_back(reservations());
    std::size_t number = 0;
    for (const Plan& plan : in_.plans) branches.push_back(plan_branch(plan, ++number));
    if (in_.plans.empty()) branches.push_back({no_plan(), {}});
    print(branches, "", out);
    if (!why_.flips.all || in_.plans.size() < why_.flips.sets.size())
      out += "There may be more flips than these.\n";
    return out;
  }

 private:
  std::string head() const {
    const FunctionFacts& f = why_.known;
    const FileId file = program_.function(f.function).file;
    std::string out = f.name + " (" + program_.project().files[file.index()].path + ":" +
                      std::to_string(f.line) + ")  " + verdict_text(why_.verdict);
    std::vector<std::string_view> codes;
    for (const Failure& failure : why_.verdict.failures)
      if (std::find(codes.begin(), codes.end(), failure.code) == codes.end())
        codes.push_back(failure.code);
    for (std::string_view code : codes)
      out += (code == codes.front() ? ": " : ", ") + std::string(code);
    out += "   grade: " + std::string(name_of(why_.grade)) + "\n";
    for (const auto& [fact, value] : why_.given)
      out += "taken as given: " + fact_text(fact) + " = " + (value ? "yes" : "no") + "\n";
    return out;
  }

  Branch reservations() const {
    Branch out{"may be a graph, and is left eager all the same", {}};
    for (const Reservation& one : why_.reservations) {
      std::string at;
      if (one.at.node.exists())
        at = place_text(program_, one.at) + "  " + shown_place(program_, one.at).text + "   ";
      out.below.push_back({at + one.text, {}});
    }
    return out;
  }

  std::string state(VerdictFact fact) const {
    for (const Failure& failure : why_.verdict.failures)
      if (failure.fact == fact) return "   " + std::string(failure.code);
    const auto& doubts = why_.verdict.doubts;
    return std::find(doubts.begin(), doubts.end(), fact) == doubts.end() ? "" : "   a doubt";
  }

  Branch fact_branch(VerdictFact fact) const {
    Branch out{fact_text(fact) + " = " + std::string(value_text(why_.recorded[fact])) + state(fact),
               {}};
    for (std::uint32_t c : why_.causes_of(fact)) out.below.push_back(cause_branch(c));
    return out;
  }

  Branch cause_branch(std::uint32_t c) const {
    const Cause& cause = why_.causes[c];
    Branch out;
    const bool of_parameter = cause.kind == CauseKind::Tensor ||
                              cause.kind == CauseKind::NoTensor || cause.kind == CauseKind::Literal;
    if (cause.at.node.exists() && !of_parameter)
      out.text =
          place_text(program_, cause.at) + "  " + shown_place(program_, cause.at).text + "   ";
    out.text += cause.text;
    if (!cause.api.empty()) out.text += "   [" + std::string(cause.api) + "]";
    const double responsibility = why_.flips.ratings[c].responsibility;
    if (responsibility > 0.0) {
      out.text += "   responsibility " + two_digits(responsibility);
      const auto share = why_.flips.ratings[c].share;
      if (share && *share != responsibility) out.text += ", share " + two_digits(*share);
    }
    if (why_.labels[c] != CauseLabel::Supporting)
      out.text += "   " + std::string(name_of(why_.labels[c]));
    add_chain(out, cause);
    add_sites(out, cause);
    return out;
  }

  void add_chain(Branch& branch, const Cause& cause) const {
    Branch* at = &branch;
    for (std::size_t i = 0; i < cause.through.size(); ++i) {
      if (i >= in_.depth) {
        at->below.push_back({"… " + std::to_string(cause.through.size() - i) + " more calls", {}});
        return;
      }
      const flow::CallEdge& edge = cause.through[i];
      at->below.push_back({(i == 0 ? "through " : "then ") + place_text(program_, edge.site) +
                               "  " + shown_place(program_, edge.site).text + "   calls '" +
                               program_.qualified_name(edge.callee) + "'",
                           {}});
      at = &at->below.back();
    }
  }

  void add_sites(Branch& branch, const Cause& cause) const {
    if (cause.kind == CauseKind::Computation || in_.depth == 0) return;
    constexpr std::size_t kShown = 5;
    for (std::size_t i = 0; i < std::min(kShown, cause.sites.size()); ++i)
      branch.below.push_back(
          {place_text(program_, cause.sites[i]) + "  " + shown_place(program_, cause.sites[i]).text,
           {}});
    if (cause.sites.size() > kShown)
      branch.below.push_back({"… " + std::to_string(cause.sites.size() - kShown) + " more", {}});
  }

  Branch plan_branch(const Plan& plan, std::size_t number) const {
    Branch out;
    out.text = "flip " + std::to_string(number) + " (cost " + std::to_string(plan.cost) +
               (plan.set->smallest ? "" : ", found greedily") + ")";
    if (!plan.yours && plan.steps.size() > 1)  // a single step says it itself
      out.text += ", not yours to change";
    else if (plan.yours && !plan.editable)
      out.text += ", no edit of one place does it";
    const std::string then = "  → " + verdict_text(plan.set->verdict);
    if (plan.steps.size() == 1) {
      out.text += ": " + plan.steps.front() + then;
      return out;
    }
    out.text += then;
    for (const std::string& step : plan.steps) out.below.push_back({step, {}});
    return out;
  }

  std::string no_plan() const {
    if (in_.why_not && why_.verdict.precondition == *in_.why_not)
      return "it is " + std::string(name_of(*in_.why_not)) + " as it is";
    if (in_.why_not)
      return "nothing that is known of it could go so that it would be " +
             std::string(name_of(*in_.why_not));
    return "nothing that is known of it could go so that the verdict would turn";
  }

  const Explained& in_;
  const Explanation& why_;
  const Program& program_;
};

}  // namespace

ShownPlace shown_place(const Program& program, NodeRef at) {
  constexpr std::size_t kLongest = 60;
  const SourceFile& source = program.source(at.file);
  const Loc loc = program.loc(at);
  ShownPlace out;
  out.file = program.project().files[at.file.index()].path;
  out.line = source.line_at(loc.begin);
  out.column = loc.begin - source.line_begin(out.line) + 1;
  out.end_line = source.line_at(loc.end);
  out.end_column = loc.end - source.line_begin(out.end_line) + 1;
  out.text = program.text(at);
  const std::size_t line_end = out.text.find_first_of("\r\n");
  const bool cut = line_end != std::string::npos || out.text.size() > kLongest;
  std::size_t end = std::min({line_end, out.text.size(), kLongest});
  while (end > 0 && end < out.text.size() &&
         (static_cast<unsigned char>(out.text[end]) & 0xC0U) == 0x80U)
    --end;
  out.text.resize(end);
  if (cut) out.text += " …";
  return out;
}

std::string place_text(const Program& program, NodeRef at) {
  return program.project().files[at.file.index()].path + ":" +
         std::to_string(program.source(at.file).line_at(program.loc(at).begin));
}

std::string verdict_text(const Verdict& verdict) {
  if (verdict.precondition != Precondition::None)
    return std::string(name_of(verdict.precondition)) + " " +
           std::string(name_of(verdict.transformation));
  return verdict.optimize ? "stays as it is" : "stays eager";
}

std::string fact_text(VerdictFact fact) {
  std::string out(info(fact).key);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string_view value_text(Tri value) {
  return value == Tri::Unknown ? "?" : value == Tri::Yes ? "yes" : "no";
}

std::vector<VerdictFact> shown_facts(const Explained& explained) {
  std::vector<VerdictFact> out;
  for (const VerdictFactInfo& row : kVerdictFacts) {
    // Of a graph only the published table is asked, and what a signature needs.
    const bool asked = !explained.why.known.hybrid || row.role == FactRole::Column ||
                       row.role == FactRole::Setting || row.fact == VerdictFact::TensorComputation;
    if (asked && !explained.why.causes_of(row.fact).empty()) out.push_back(row.fact);
  }
  return out;
}

std::string explanation_as_text(const Explained& explained) {
  return TextTree(explained).write();
}

}  // namespace hyb::app
