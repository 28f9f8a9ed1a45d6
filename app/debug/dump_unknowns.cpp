#include "app/debug/dump_unknowns.h"

#include <algorithm>
#include <map>
#include <vector>

namespace hyb::app {
namespace {

constexpr std::size_t kShown = 20;

/// What an expression may be without saying what.
enum class Loss : std::uint8_t { Value, Dtype, Rank };

struct Cause {
  std::uint32_t count = 0;
  NodeRef first;
};

/// Finds the causes of one kind of loss.
class Ranking {
 public:
  Ranking(const Facts& facts, Loss loss)
      : facts_(facts), program_(facts.program()), values_(facts.values()), loss_(loss) {
    for (std::size_t i = 0; i < program_.file_count(); ++i)
      if (program_.project().files[i].report) read(FileId::from_index(i));
  }

  std::string text(std::string_view title) const {
    std::vector<std::pair<std::string, Cause>> rows(causes_.begin(), causes_.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
    std::string out = std::string(title) + ": " + std::to_string(lost_) + " of " +
                      std::to_string(seen_) + " expressions, " + std::to_string(caused_) +
                      " of them causes\n";
    for (std::size_t i = 0; i < std::min(rows.size(), kShown); ++i) {
      const auto& [what, cause] = rows[i];
      const SourceFile& source = program_.source(cause.first.file);
      out += "  " + std::to_string(cause.count) + "  " + what + "  (" + source.path() + ":" +
             std::to_string(source.line_at(program_.loc(cause.first).begin)) + ")\n";
    }
    return out;
  }

 private:
  bool lost(NodeRef at) const { return lost(facts_.value(at)); }

  bool lost(flow::ValueId value) const {
    if (loss_ == Loss::Value) return values_.may_be_unknown(value);
    for (flow::ObjectId o : values_.objects(value)) {
      const flow::Object& object = values_[o];
      if (object.kind != flow::ObjectKind::Tensor) continue;
      if (loss_ == Loss::Dtype ? object.dtype == flow::Dtype::Unknown
                               : values_.dims(object) == nullptr)
        return true;
    }
    return false;
  }

  /// Some part of the expression is lost already, or may be anything.
  bool inherited(const Tree& tree, NodeRef at) const {
    for (NodeId child : tree.children(at.node)) {
      const NodeRef part{at.file, child};
      if (lost(part) || holds_lost(facts_.value(part))) return true;
      const NodeKind kind = tree.kind(child);
      const bool passes =
          kind == NodeKind::Arguments || kind == NodeKind::Keyword || kind == NodeKind::Attribute;
      if (passes && inherited(tree, part)) return true;
    }
    return false;
  }

  /// May be anything, or is a list, tuple or dict with such a part.
  bool holds_lost(flow::ValueId value) const {
    if (values_.may_be_unknown(value)) return true;
    for (flow::ObjectId o : values_.objects(value)) {
      const flow::ObjectKind kind = values_[o].kind;
      if (kind != flow::ObjectKind::List && kind != flow::ObjectKind::Tuple &&
          kind != flow::ObjectKind::Dict)
        continue;
      for (flow::ValueId part : facts_.engine().parts_of(o))
        if (lost(part) || values_.may_be_unknown(part)) return true;
    }
    return false;
  }

  void read(FileId file) {
    const Tree& tree = program_.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeRef at{file, NodeId::from_index(r)};
      const NodeId up = tree.parent(at.node);
      if (!up.exists() || tree.kind(up) == NodeKind::Block || tree.kind(up) == NodeKind::Module)
        continue;  // statements denote nothing
      if (!facts_.value(at).exists()) continue;
      ++seen_;
      if (!lost(at)) continue;
      ++lost_;
      const std::string what = cause(tree, at);
      if (what.empty()) continue;
      ++caused_;
      Cause& row = causes_[what];
      if (row.count++ == 0) row.first = at;
    }
  }

  /// What the expression does that loses it; "" when it only passes a loss on.
  std::string cause(const Tree& tree, NodeRef at) const {
    switch (tree.kind(at.node)) {
      case NodeKind::Call:
        return inherited(tree, at) ? "" : call(tree, at);
      case NodeKind::Attribute:
        return inherited(tree, at)
                   ? ""
                   : attribute(tree, {at.file, tree.child(at.node, Field::Object)}, at);
      case NodeKind::Name:
        return parameter(at);
      case NodeKind::Subscript:
      case NodeKind::BinOp:
      case NodeKind::UnaryOp:
      case NodeKind::Compare:
        return inherited(tree, at) ? "" : operation(tree, at);
      default:
        return "";
    }
  }

  std::string call(const Tree& tree, NodeRef at) const {
    const NodeRef callee{at.file, tree.child(at.node, Field::Function)};
    std::string out;
    for (flow::ObjectId o : values_.objects(facts_.value(callee))) {
      const std::string one = callable(o);
      if (one.empty()) return "";
      out += (out.empty() ? "call of " : " or ") + one;
      if (out.size() > 100) break;
    }
    return out;
  }

  /// "" for a function of the project: what it returns is lost inside.
  std::string callable(flow::ObjectId id) const {
    const flow::Object& o = values_[id];
    if (o.kind == flow::ObjectKind::External) return std::string(program_.text(o.name));
    if (o.kind != flow::ObjectKind::BoundMethod) return "";
    const flow::Object& method = values_[flow::ObjectId::from_index(o.b - 1)];
    if (method.kind != flow::ObjectKind::External) return "";
    return std::string(program_.text(method.name)) + " on " +
           object(flow::ObjectId::from_index(o.a - 1));
  }

  std::string attribute(const Tree& tree, NodeRef receiver, NodeRef at) const {
    const std::string name(program_.text(tree[at.node].name));
    std::string out;
    for (flow::ObjectId o : values_.objects(facts_.value(receiver))) {
      if (values_[o].kind == flow::ObjectKind::None) continue;
      out += (out.empty() ? "attribute ." + name + " of " : " or ") + object(o);
      if (out.size() > 100) break;
    }
    return out;
  }

  std::string operation(const Tree& tree, NodeRef at) const {
    std::string out;
    for (NodeId child : tree.children(at.node)) {
      std::string kinds;
      for (flow::ObjectId o : values_.objects(facts_.value({at.file, child}))) {
        const std::string one = object(o);
        if (kinds.find(one) == std::string::npos) kinds += (kinds.empty() ? "" : "|") + one;
        if (kinds.size() > 60) break;
      }
      out += (out.empty() ? "" : ", ") + kinds;
    }
    return (tree.kind(at.node) == NodeKind::Subscript ? "subscript " : "operator on ") + out;
  }

  /// A parameter that no known call gives a value.
  std::string parameter(NodeRef at) const {
    const FunctionId f = program_.enclosing_function(at);
    if (!f.exists() || facts_.engine().has_real_context(f)) return "";
    const std::string_view name = program_.text(at);
    for (const Parameter& p : program_.function(f).parameters)
      if (program_.text(p.name) == name) return "parameter of a function that nothing calls";
    return "";
  }

  /// The kind of thing, as people call it.
  std::string object(flow::ObjectId id) const {
    using flow::ObjectKind;
    const flow::Object& o = values_[id];
    switch (o.kind) {
      case ObjectKind::Unknown:
        return "?";
      case ObjectKind::None:
        return "None";
      case ObjectKind::Bool:
        return "bool";
      case ObjectKind::Int:
        return "int";
      case ObjectKind::Float:
        return "float";
      case ObjectKind::Str:
        return "str";
      case ObjectKind::Module:
      case ObjectKind::Folder:
        return "module";
      case ObjectKind::Function:
      case ObjectKind::StaticMethod:
      case ObjectKind::ClassMethod:
      case ObjectKind::GraphFunction:
      case ObjectKind::BoundMethod:
      case ObjectKind::Partial:
        return "function";
      case ObjectKind::Class:
      case ObjectKind::TupleClass:
        return "class";
      case ObjectKind::Instance:
        return "project object";
      case ObjectKind::Plain:
      case ObjectKind::External:
      case ObjectKind::ExternalInstance:
      case ObjectKind::Tensor:
        return std::string(program_.text(o.name));
      case ObjectKind::Property:
      case ObjectKind::Super:
        return "super()";
      case ObjectKind::Tuple:
        return "tuple";
      case ObjectKind::List:
        return "list";
      case ObjectKind::Dict:
        return "dict";
      case ObjectKind::Slice:
        return "slice";
      case ObjectKind::Iterator:
      case ObjectKind::Generator:
        return "iterator";
    }
    return "";
  }

  const Facts& facts_;
  const Program& program_;
  const flow::Values& values_;
  Loss loss_;
  std::map<std::string, Cause> causes_;
  std::uint64_t seen_ = 0, lost_ = 0, caused_ = 0;
};

}  // namespace

std::string dump_unknowns(const Facts& facts) {
  return Ranking(facts, Loss::Value).text("May be anything") +
         Ranking(facts, Loss::Dtype).text("Tensors without dtype") +
         Ranking(facts, Loss::Rank).text("Tensors without rank");
}

}  // namespace hyb::app
