// Rule HYB056. User documentation: api_input_signature_declaration.md; tests: tests/checks/api/….
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "fixits/edits.h"

namespace hyb::checks::api {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

constexpr MessageSpec kMessages[] = {
    {"default",
     "input_signature has '{0}' specs but '{1}' requires '{2}' parameters ('{3}' has none)."},
    {"many", "input_signature has '{0}' specs too many for '{1}'."},
    {"bare", "input_signature must be a list or tuple, not '{0}'."},
    {"leaf", "'{0}' in input_signature is not a TensorSpec."},
    {"variable", "'{0}' in input_signature is a VariableSpec, which tf.function does not support."},
    {"keyword",
     "The keyword-only parameter '{0}' needs a default, for input_signature cannot give it a "
     "spec."},
    {"receiver",
     "The receiver '{0}' is not called self, so input_signature counts it as a parameter."},
};

constexpr char kDocs[] =
#include "api_input_signature_declaration.md.inc"
    ;

/// What a signature expression is, as far as it can be read.
struct Signature {
  enum class Kind { Unknown, NotASequence, Sequence } kind = Kind::Unknown;
  std::vector<NodeRef> elements;
};

class Finder {
 public:
  Finder(FileId file, CheckContext& cx) : cx_(cx), facts_(cx.facts()), file_(file) {}

  void run() {
    for (std::uint32_t number : facts_.decorations(file_)) {
      const flow::Argument* option = facts_.option(number, "input_signature", 1);
      if (option != nullptr) judge(number, *option);
    }
  }

 private:
  void judge(std::uint32_t number, const flow::Argument& option) {
    if (holds_none(option.value)) return;
    const Signature signature = read(option.node);
    if (signature.kind == Signature::Kind::Unknown) return;
    if (signature.kind == Signature::Kind::NotASequence) return bare(option.node);
    if (leaves(signature, option.node)) return;
    const FunctionId f = facts_.wrapped_function(number);
    if (f.exists()) count(number, f, signature, option.node);
  }

  bool holds_none(ValueId value) const {
    const auto objects = facts_.values().objects(value);
    return std::any_of(objects.begin(), objects.end(),
                       [&](ObjectId o) { return facts_.values()[o].kind == ObjectKind::None; });
  }

  const Tree& tree(NodeRef at) const { return cx_.program().tree(at.file); }

  /// The expression behind a name that is bound once, at module level, to what can be read.
  NodeRef behind(NodeRef at) const {
    for (int depth = 0; depth < 4 && tree(at).kind(at.node) == NodeKind::Name; ++depth) {
      const ScopeTree& scopes = cx_.program().scopes(at.file);
      const SymbolId symbol = scopes.symbol_of[at.node.index()];
      if (!symbol.exists() || scopes.symbols[symbol].binding_count != 1) break;
      const Binding& binding = scopes.bindings[scopes.symbols[symbol].first_binding];
      const NodeId statement = tree(at).parent(binding.node);
      if (binding.kind != BindingKind::Assign || tree(at).kind(statement) != NodeKind::Assign)
        break;
      at.node = tree(at).child(statement, Field::Value);
    }
    return at;
  }

  Signature read(NodeRef written) const {
    Signature out;
    const NodeRef at = behind(written);
    const Tree& t = tree(at);
    switch (t.kind(at.node)) {
      case NodeKind::List:
      case NodeKind::Tuple:
        out.kind = Signature::Kind::Sequence;
        for (NodeId child : t.children(at.node)) {
          if (t.kind(child) == NodeKind::Starred) return {};
          out.elements.push_back({at.file, child});
        }
        return out;
      case NodeKind::BinOp: {  // `[spec] * 2`, `[a] + [b]`
        const auto op = static_cast<Operator>(t[at.node].op);
        const NodeRef left{at.file, t.child(at.node, Field::Left)};
        const NodeRef right{at.file, t.child(at.node, Field::Right)};
        Signature first = read(left);
        if (first.kind != Signature::Kind::Sequence) return {};
        if (op == Operator::Add) {
          const Signature second = read(right);
          if (second.kind != Signature::Kind::Sequence) return {};
          first.elements.insert(first.elements.end(), second.elements.begin(),
                                second.elements.end());
          return first;
        }
        const std::string_view times = cx_.program().text(right);
        if (op != Operator::Mul || times.size() != 1 || times[0] < '0' || times[0] > '9') return {};
        out.kind = Signature::Kind::Sequence;
        for (int i = 0; i < times[0] - '0'; ++i)
          out.elements.insert(out.elements.end(), first.elements.begin(), first.elements.end());
        return out;
      }
      case NodeKind::Dict:
      case NodeKind::Integer:
      case NodeKind::Float:
      case NodeKind::String:
      case NodeKind::True:
      case NodeKind::False:
        out.kind = Signature::Kind::NotASequence;
        return out;
      default:
        out.kind = is_spec(at) ? Signature::Kind::NotASequence : Signature::Kind::Unknown;
        return out;
    }
  }

  bool is_spec(NodeRef at) const {
    const ObjectId only = facts_.values().only(facts_.value(at));
    if (!only.exists() || facts_.values()[only].kind != ObjectKind::ExternalInstance) return false;
    const ApiRow* row = find_api(facts_.text(facts_.values()[only].name));
    return row != nullptr && (row->has(Trait::Spec) || row->has(Trait::VariableSpec));
  }

  Loc line_of(NodeRef at) const { return cx_.program().loc(at); }

  void bare(NodeRef written) {
    auto report = cx_.report(line_of(written));
    if (!report) return;
    std::string text(cx_.program().text(written));
    text = text.substr(0, text.find('\n'));
    report.message("bare", {text});
    if (!is_spec(behind(written))) return;
    Fix fix;
    fix.title = "Put the spec into a list";
    fix.applicability = Applicability::Safe;
    const Loc where = cx_.program().loc(written);
    fix.edits = {{{where.file, where.begin, where.begin}, "["},
                 {{where.file, where.end, where.end}, "]"}};
    report.fix(std::move(fix));
  }

  /// Reports the first element that can be no spec; true if there is one.
  bool leaves(const Signature& signature, NodeRef written) {
    for (NodeRef element : signature.elements) {
      const NodeRef at = behind(element);
      const Tree& t = tree(at);
      const NodeKind kind = t.kind(at.node);
      if (kind == NodeKind::List || kind == NodeKind::Tuple || kind == NodeKind::Dict) {
        Signature inner;
        inner.kind = Signature::Kind::Sequence;
        for (NodeId child : t.children(at.node)) {
          const NodeId value =
              t.kind(child) == NodeKind::Pair ? t.child(child, Field::Value) : child;
          if (t.kind(child) != NodeKind::Starred && t.kind(child) != NodeKind::DoubleStarred)
            inner.elements.push_back({at.file, value});
        }
        // A tuple of numbers is a shape written where a spec belongs.
        if (leaves(inner, written)) return true;
        continue;
      }
      const std::optional<std::string_view> problem = not_a_spec(at);
      if (!problem) continue;
      if (auto report = cx_.report(line_of(written)))
        report.message(*problem, {std::string(cx_.program().text(element))})
            .note(cx_.program().loc(element), "this element.");
      return true;
    }
    return false;
  }

  /// The message for an element that is surely no spec.
  std::optional<std::string_view> not_a_spec(NodeRef at) const {
    const ObjectId only = facts_.values().only(facts_.value(at));
    if (!only.exists()) return {};
    const Object& object = facts_.values()[only];
    switch (object.kind) {
      case ObjectKind::None:  // what a stub gives may be overwritten
        return tree(at).kind(at.node) == NodeKind::None ? std::optional<std::string_view>("leaf")
                                                        : std::nullopt;
      case ObjectKind::Bool:
      case ObjectKind::Int:
      case ObjectKind::Float:
      case ObjectKind::Str:
        return "leaf";
      case ObjectKind::External: {  // a dtype; a spec class that was not called
        std::string storage;
        const ApiRow* row = find_exact_api(canonical_path(facts_.text(object.name), storage));
        return row != nullptr && (row->has(Trait::DataType) || row->has(Trait::Spec))
                   ? std::optional<std::string_view>("leaf")
                   : std::nullopt;
      }
      case ObjectKind::Tensor:
      case ObjectKind::ExternalInstance: {
        const std::string_view cls = facts_.text(object.name);
        const ApiRow* row = find_api(cls);
        if (row != nullptr && row->has(Trait::VariableSpec)) return "variable";
        if (row != nullptr && row->has(Trait::Spec)) return {};
        const bool value =
            derives_from(cls, kTensorClass) || cls == kShapeClass || cls == kSymbolicClass;
        return value ? std::optional<std::string_view>("leaf") : std::nullopt;
      }
      default:
        return {};
    }
  }

  void count(std::uint32_t number, FunctionId f, const Signature& signature, NodeRef written) {
    const FunctionInfo& info = cx_.program().function(f);
    const flow::Engine::Decoration& made = facts_.decoration(number);
    const bool bound = facts_.values()[made.wrapped].kind == ObjectKind::BoundMethod;
    if (facts_.values()[made.wrapped].kind == ObjectKind::Partial) return;
    std::size_t first = 0;
    if (bound) first = 1;
    if (!bound && made.by_decorator && info.owner.exists() && !info.parameters.empty() &&
        !is_static(info)) {
      const std::string_view receiver = facts_.text(info.parameters.front().name);
      if (receiver != "self") {
        if (signature.elements.size() + 1 <= positional(info, 0))
          if (auto report = cx_.report(line_of(written)))
            report.message("receiver", {std::string(receiver)})
                .note(cx_.program().loc({info.file, info.parameters.front().node}),
                      "the receiver.");
        return;
      }
      first = 1;
    } else if (!bound && first == 0 && !info.parameters.empty() &&
               facts_.text(info.parameters.front().name) == "self") {
      first = 1;
    }
    for (const Parameter& p : info.parameters)
      if (p.keyword_only && !p.default_value.exists()) {
        if (auto report = cx_.report(line_of(written)))
          report.message("keyword", {std::string(facts_.text(p.name))})
              .note(cx_.program().loc({info.file, p.node}), "the parameter.");
        return;
      }
    const std::size_t given = signature.elements.size();
    std::size_t required = 0;
    bool variadic = false;
    const Parameter* missing = nullptr;
    std::size_t index = 0;
    for (std::size_t i = first; i < info.parameters.size(); ++i) {
      const Parameter& p = info.parameters[i];
      if (p.kind == ParameterKind::VarPositional) variadic = true;
      if (p.kind != ParameterKind::Positional || p.keyword_only) continue;
      if (!p.default_value.exists()) {
        ++required;
        if (index >= given && missing == nullptr) missing = &p;
      }
      ++index;
    }
    const std::string name = cx_.program().qualified_name(f);
    if (missing != nullptr) {
      if (auto report = cx_.report(line_of(written)))
        report
            .message("default", {std::to_string(given), name, std::to_string(required),
                                 std::string(facts_.text(missing->name))})
            .note(cx_.program().name_loc(f), "the function.");
    } else if (given > index && !variadic) {
      if (auto report = cx_.report(line_of(written)))
        report.message("many", {std::to_string(given - index), name})
            .note(cx_.program().name_loc(f), "the function.");
    }
  }

  static std::size_t positional(const FunctionInfo& info, std::size_t first) {
    std::size_t n = 0;
    for (std::size_t i = first; i < info.parameters.size(); ++i)
      if (info.parameters[i].kind == ParameterKind::Positional && !info.parameters[i].keyword_only)
        ++n;
    return n;
  }

  /// Any @staticmethod among the decorators: then there is no receiver.
  bool is_static(const FunctionInfo& info) const {
    const Tree& t = cx_.program().tree(info.file);
    const NodeId outer = t.with_decorators(info.node);
    if (outer == info.node) return false;
    for (NodeId child : t.children(outer))
      if (t.kind(child) == NodeKind::Decorator &&
          facts_.names({info.file, t.child(child, Field::Value)}, Trait::StaticMethod))
        return true;
    return false;
  }

  CheckContext& cx_;
  const Facts& facts_;
  FileId file_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check api_input_signature_declaration = file_check<NoOptions, run>({
    .code = "HYB056",
    .name = "api-input-signature-declaration",
    .group = "api",
    .summary = "An input_signature that does not fit the function, or is none.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
