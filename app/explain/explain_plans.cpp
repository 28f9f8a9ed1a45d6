#include "app/explain/explain_plans.h"

#include <algorithm>
#include <optional>

#include "app/explain/explain_report.h"
#include "checks/graph_fixes.h"
#include "fixits/edits.h"

namespace hyb::app {
namespace {

using fixits::Edits;

constexpr std::size_t kMostPlans = 12;   // the cheapest
constexpr std::size_t kMostEdited = 16;  // causes that edits take away: more make another program

fixits::FileText file_text(const Facts& facts, FileId file) {
  return {facts.program().source(file), facts.program().tree(file)};
}

std::string quoted(const Facts& facts, NodeRef at) {
  return "`" + shown_place(facts.program(), at).text + "`";
}

/// The argument called `name` of a call, or none.
NodeId keyword(const Facts& facts, NodeRef call, std::string_view name) {
  const Tree& tree = facts.program().tree(call.file);
  for (NodeId child : tree.children(tree.child(call.node, NodeKind::Arguments)))
    if (tree.kind(child) == NodeKind::Keyword && facts.text(tree[child].name) == name) return child;
  return {};
}

/// "tf.math.sqrt" as the file would write it; "" if it does not import TensorFlow as a module.
std::string counterpart(const Facts& facts, const Cause& cause) {
  constexpr std::string_view kModule = "tensorflow";
  const ApiRow* row = find_exact_api(cause.api);
  const std::string_view alias = facts.tensorflow_alias(cause.at.file);
  if (row == nullptr || alias.empty() || !row->counterpart.starts_with(kModule)) return {};
  return std::string(alias) + std::string(row->counterpart.substr(kModule.size()));
}

NodeId child_of(const Facts& facts, NodeRef at, Field field) {
  return facts.program().tree(at.file).child(at.node, field);
}

Edits wrapped(const Facts& facts, const Cause& cause) {
  std::vector<Edit> out;
  for (NodeRef site : cause.sites) {
    const Tree& tree = facts.program().tree(site.file);
    const NodeId up = tree.parent(site.node);
    if (tree.kind(up) == NodeKind::Keyword) site.node = up;
    const auto fix = checks::wrap_literal(facts, site);
    if (!fix) return std::nullopt;
    out.insert(out.end(), fix->edits.begin(), fix->edits.end());
  }
  return out;
}

Edits edits_of(const Facts& facts, const Cause& cause) {
  const NodeRef at = cause.at;
  switch (cause.repair) {
    case Repair::None:
    case Repair::NotYours:
      break;
    case Repair::DeleteStatement:
      return fixits::remove_statement(file_text(facts, at.file), cause.statement.node);
    case Repair::IterateDirectly: {
      const NodeId list = facts.program().tree(at.file).child(at.node, NodeKind::Arguments);
      for (NodeId child : facts.program().tree(at.file).children(list)) {
        if (facts.program().tree(at.file).kind(child) == NodeKind::Keyword) break;
        return fixits::replace(file_text(facts, at.file), at.node,
                               facts.program().text({at.file, child}));
      }
      break;
    }
    case Repair::TakeReceiver: {
      const NodeId callee = child_of(facts, at, Field::Function);
      const NodeId receiver = child_of(facts, {at.file, callee}, Field::Object);
      return fixits::replace(file_text(facts, at.file), at.node,
                             facts.program().text({at.file, receiver}));
    }
    case Repair::UseCounterpart: {
      const std::string name = counterpart(facts, cause);
      if (name.empty()) break;
      return fixits::replace(file_text(facts, at.file), child_of(facts, at, Field::Function), name);
    }
    case Repair::DropName: {
      const NodeId name = keyword(facts, at, "name");
      if (!name.exists()) break;
      return fixits::remove_argument(file_text(facts, at.file), name);
    }
    case Repair::WrapArguments:
      return wrapped(facts, cause);
    case Repair::DropSignature: {
      const NodeId up = facts.program().tree(at.file).parent(at.node);
      if (!at.node.exists() || facts.program().tree(at.file).kind(up) != NodeKind::Keyword) break;
      return fixits::remove_argument(file_text(facts, at.file), up);
    }
  }
  return std::nullopt;
}

bool contains(const Edit& outer, const Edit& inner) {
  return outer.where.file == inner.where.file && outer.where.begin <= inner.where.begin &&
         inner.where.end <= outer.where.end;
}

/// Sorted and disjoint: what stands inside a bigger edit goes with it, equal edits count once.
/// False: two of them overlap in another way.
bool settle(std::vector<Edit>& edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    if (a.where.file != b.where.file) return a.where.file < b.where.file;
    if (a.where.begin != b.where.begin) return a.where.begin < b.where.begin;
    return a.where.end > b.where.end;
  });
  std::vector<Edit> out;
  for (Edit& edit : edits) {
    if (!out.empty() && out.back().where == edit.where &&
        out.back().replacement == edit.replacement)
      continue;
    if (!out.empty() && contains(out.back(), edit) && out.back().where.end > edit.where.begin) {
      if (out.back().replacement.empty()) continue;  // deleted with what is around it
      return false;
    }
    if (!out.empty() && out.back().where.file == edit.where.file &&
        out.back().where.end > edit.where.begin)
      return false;
    out.push_back(std::move(edit));
  }
  edits = std::move(out);
  return true;
}

std::string deletion(const Facts& facts, const Cause& cause) {
  const Program& program = facts.program();
  const std::string text = quoted(facts, cause.statement);
  const std::string where = " (" + place_text(program, cause.statement) + ")";
  const ApiRow* row = cause.api.empty() ? nullptr : find_exact_api(cause.api);
  if (row != nullptr && row->has(Trait::Print)) {
    const std::string_view alias = facts.tensorflow_alias(cause.at.file);
    return "take out " + text + where + ", or print with " +
           std::string(alias.empty() ? "tf" : alias) + ".print";
  }
  const NodeKind kind = program.tree(cause.at.file).kind(cause.at.node);
  if (kind == NodeKind::Call && (row == nullptr || !row->has(Trait::Mutates)))
    return "take out " + text + where;
  // Whoever calls a constructor gets the object, and nothing else.
  const FunctionInfo& function = program.function(cause.function);
  if (facts.text(function.name) == "__init__") return "take out " + text + where;
  return "take out " + text + where + ": return the value, and keep it where '" +
         program.qualified_name(cause.function) + "' is called";
}

std::string without_edit(const Facts& facts, const Cause& cause) {
  const Program& program = facts.program();
  const std::string text =
      cause.at.node.exists() ? quoted(facts, cause.at) + " (" + place_text(program, cause.at) + ")"
                             : std::string();
  switch (cause.kind) {
    case CauseKind::Effect:
      return cause.claims.front().with == Tri::Unknown
                 ? "make known what " + text + " does, or do it where the function is called"
                 : "do " + text + " where the function is called, and pass the result";
    case CauseKind::Obstacle:
      return "do without " + text + ": " + cause.text;
    case CauseKind::AxisRead:
      return "read the length with tf.shape instead of " + text;
    case CauseKind::Coercion:
      return "cast the array before " + text;
    case CauseKind::Cycle:
      return "write the recursion as a loop: " + text + " " + cause.text;
    case CauseKind::Tensor:
      return "give no tensor: " + cause.text;
    case CauseKind::NoTensor:
      return "give it a tensor: " + cause.text;
    case CauseKind::NoParameter:
      return "hand it a tensor as a parameter: " + cause.text;
    case CauseKind::Literal:
      return "pass a tensor, or split the function by what it is told: " + cause.text;
    case CauseKind::NeverCalled:
      return "call it from code that runs: " + cause.text;
    case CauseKind::Computation:
      return "compute without tensors: " + cause.text;
    case CauseKind::NoComputation:
      return "a graph has nothing to do here: " + cause.text;
    case CauseKind::SymbolicCall:
    case CauseKind::TracedCallers:
    case CauseKind::Framework:
    case CauseKind::Replica:
    case CauseKind::Signature:
    case CauseKind::Other:
      break;
  }
  return cause.text;
}

}  // namespace

std::string repair_sentence(const Facts& facts, const Cause& cause) {
  const Program& program = facts.program();
  const std::string where =
      cause.at.node.exists() ? " (" + place_text(program, cause.at) + ")" : std::string();
  switch (cause.repair) {
    case Repair::NotYours:
      return "not yours to change: " + cause.text + where;
    case Repair::None:
      break;
    case Repair::DeleteStatement:
      return deletion(facts, cause);
    case Repair::IterateDirectly:
      return "iterate without " + quoted(facts, cause.at) + where;
    case Repair::TakeReceiver: {
      const NodeId callee = child_of(facts, cause.at, Field::Function);
      const NodeId receiver = child_of(facts, {cause.at.file, callee}, Field::Object);
      return "write " + quoted(facts, {cause.at.file, receiver}) + " instead of " +
             quoted(facts, cause.at) + where;
    }
    case Repair::UseCounterpart: {
      const std::string name = counterpart(facts, cause);
      const NodeId callee = child_of(facts, cause.at, Field::Function);
      const ApiRow* row = find_exact_api(cause.api);
      return "call `" + (name.empty() && row != nullptr ? std::string(row->counterpart) : name) +
             "` instead of " + quoted(facts, {cause.at.file, callee}) + where;
    }
    case Repair::DropName:
      return "drop `name=` in " + quoted(facts, cause.at) + where;
    case Repair::WrapArguments: {
      std::string out = "wrap what is passed in `tf.constant` at ";
      for (std::size_t i = 0; i < cause.sites.size(); ++i)
        out += (i == 0 ? "" : ", ") + place_text(program, cause.sites[i]);
      return out + ": " + cause.text;
    }
    case Repair::DropSignature:
      return "drop `input_signature`" + where;
  }
  return without_edit(facts, cause);
}

std::vector<Plan> make_plans(const Facts& facts, const Explanation& why) {
  std::vector<Plan> out;
  for (const FlipSet& set : why.flips.sets) {
    Plan plan;
    plan.set = &set;
    for (std::uint32_t c : set.changes) {
      plan.cost += why.causes[c].cost;
      plan.yours = plan.yours && why.causes[c].repair != Repair::NotYours;
    }
    out.push_back(std::move(plan));
  }
  std::stable_sort(out.begin(), out.end(), [](const Plan& a, const Plan& b) {
    if (a.yours != b.yours) return a.yours;
    return a.cost < b.cost;
  });
  if (out.size() > kMostPlans) out.resize(kMostPlans);
  for (Plan& plan : out) {
    for (std::uint32_t c : plan.set->changes) {
      const Cause& cause = why.causes[c];
      plan.steps.push_back(repair_sentence(facts, cause));
      if (const Edits edits = edits_of(facts, cause)) {
        plan.edited.push_back(c);
        plan.edits.insert(plan.edits.end(), edits->begin(), edits->end());
      }
    }
    if (plan.edited.size() > kMostEdited || !settle(plan.edits)) {
      plan.edits.clear();
      plan.edited.clear();
    }
    plan.editable = plan.edited.size() == plan.set->changes.size();
    plan.after_edits = why.without(plan.edited);
  }
  return out;
}

}  // namespace hyb::app
