// Rule HYB051. The user's page is graph_unsupported_static_dim.md.
#include <algorithm>
#include <charconv>
#include <optional>

#include "checks/check.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::graph {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is None while tracing: that axis has no size before the graph runs; use '{1}'."},
};

constexpr char kDocs[] =
#include "graph_unsupported_static_dim.md.inc"
    ;

/// A read of one axis: `x.shape[i]`, or the name that an assignment gives it.
struct AxisOf {
  NodeId read;    // where it is used
  NodeId tensor;  // x
  long axis = 0;
  bool direct = true;  // `read` is the subscript itself
};

class Reader {
 public:
  Reader(CheckContext& cx, FunctionId f)
      : cx_(cx),
        facts_(cx.facts()),
        f_(f),
        file_(cx.program().function(f).file),
        tree_(cx.program().tree(file_)) {}

  void read() {
    for (NodeId row : own_rows(cx_.program(), f_)) {
      switch (tree_.kind(row)) {
        case NodeKind::BinOp:
          operand(row, tree_.child(row, Field::Left), tree_.child(row, Field::Right));
          operand(row, tree_.child(row, Field::Right), tree_.child(row, Field::Left));
          break;
        case NodeKind::Call:
          argument(row);
          break;
        default:
          break;
      }
    }
  }

 private:
  NodeRef ref(NodeId row) const { return {file_, row}; }
  std::string text(NodeId row) const { return std::string(cx_.program().text(ref(row))); }

  std::optional<long> constant_index(NodeId row) const {
    bool negative = false;
    if (tree_.kind(row) == NodeKind::UnaryOp &&
        static_cast<Operator>(tree_[row].op) == Operator::Minus) {
      negative = true;
      row = tree_.child(row, Field::Value);
    }
    if (tree_.kind(row) != NodeKind::Integer) return std::nullopt;
    const std::string_view digits = cx_.program().text(ref(row));
    long out = 0;
    const auto done = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (done.ec != std::errc{} || done.ptr != digits.data() + digits.size()) return std::nullopt;
    return negative ? -out : out;
  }

  /// `x` of `x.shape`, or none.
  NodeId shape_owner(NodeId row) const {
    if (!row.exists() || tree_.kind(row) != NodeKind::Attribute) return {};
    const ApiRow* known = find_method(kTensorClass, facts_.text(tree_[row].name));
    const auto objects = facts_.values().objects(facts_.value(ref(row)));
    const bool shape =
        !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
          const Object& object = facts_.values()[o];
          return object.kind == ObjectKind::ExternalInstance &&
                 facts_.text(object.name) == kShapeClass;
        });
    return known != nullptr && known->has(Trait::StaticRead) && shape
               ? tree_.child(row, Field::Object)
               : NodeId{};
  }

  std::optional<AxisOf> axis_of(NodeId row) const {
    if (!row.exists()) return std::nullopt;
    if (tree_.kind(row) == NodeKind::Subscript) {
      const NodeId tensor = shape_owner(tree_.child(row, Field::Object));
      const auto axis = constant_index(tree_.child(row, Field::Index));
      if (!tensor.exists() || !axis) return std::nullopt;
      return AxisOf{row, tensor, *axis, true};
    }
    if (tree_.kind(row) != NodeKind::Name) return std::nullopt;
    return assigned(row);
  }

  /// What the one assignment of a local name gives it.
  std::optional<AxisOf> assigned(NodeId name) const {
    const ScopeTree& scopes = cx_.program().scopes(file_);
    const SymbolId symbol = scopes.symbol_of[name.index()];
    if (!symbol.exists()) return std::nullopt;
    const Symbol& known = scopes.symbols[symbol];
    if (known.binding_count != 1 || known.rebound_elsewhere ||
        known.scope != cx_.program().function(f_).scope)
      return std::nullopt;
    const NodeId target = scopes.bindings[known.first_binding].node;
    const NodeId up = tree_.parent(target);
    if (tree_.kind(target) != NodeKind::Name || !up.exists()) return std::nullopt;
    if (tree_.kind(up) == NodeKind::Assign) {
      auto out = axis_of(tree_.child(up, Field::Value));
      if (!out || !out->direct) return std::nullopt;
      out->read = name;
      out->direct = false;
      return out;
    }
    if (tree_.kind(up) != NodeKind::Tuple || tree_.kind(tree_.parent(up)) != NodeKind::Assign)
      return std::nullopt;
    const NodeId tensor = shape_owner(tree_.child(tree_.parent(up), Field::Value));
    if (!tensor.exists()) return std::nullopt;
    long axis = 0;
    for (NodeId part : tree_.children(up)) {
      if (tree_.kind(part) == NodeKind::Starred) return std::nullopt;
      if (part == target) break;
      ++axis;
    }
    return AxisOf{name, tensor, axis, false};
  }

  /// Every tensor it may be leaves the axis open.
  bool open(const AxisOf& read) const {
    const auto objects = facts_.values().objects(facts_.value(ref(read.tensor)));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      const flow::Dims* dims =
          object.kind == ObjectKind::Tensor && object.origin <= flow::Origin::Annotated
              ? facts_.values().dims(object)
              : nullptr;
      if (dims == nullptr) return false;
      const auto rank = static_cast<long>(dims->size());
      const long axis = read.axis < 0 ? read.axis + rank : read.axis;
      return axis >= 0 && axis < rank &&
             (*dims)[static_cast<std::size_t>(axis)] == flow::Dim::dynamic();
    });
  }

  /// Somewhere the function asks whether it is None: then it knows.
  bool asked_for(const AxisOf& read) const {
    const std::string written = text(read.read);
    for (NodeId row : own_rows(cx_.program(), f_)) {
      const NodeKind kind = tree_.kind(row);
      if (kind == NodeKind::BoolOp && text(tree_.child(row, Field::Left)) == written) return true;
      if ((kind == NodeKind::If || kind == NodeKind::Conditional || kind == NodeKind::Elif) &&
          text(tree_.child(row, Field::Test)).find(written) != std::string::npos)
        return true;
    }
    return false;
  }

  void operand(NodeId whole, NodeId part, NodeId other) {
    const auto op = static_cast<Operator>(tree_[whole].op);
    if (op == Operator::Mod && tree_.kind(other) == NodeKind::String) return;
    const auto objects = facts_.values().objects(facts_.value(ref(other)));
    bool numbers = !objects.empty();
    bool integers = numbers;
    for (ObjectId o : objects) {
      const Object& object = facts_.values()[o];
      integers = integers && object.kind == ObjectKind::Int;
      numbers = numbers && (object.kind == ObjectKind::Int || object.kind == ObjectKind::Float ||
                            is_tensor(facts_.values(), cx_.program().names(), o));
    }
    if (numbers) consider(whole, part, integers);
  }

  void argument(NodeId call) {
    const ApiRow* api = facts_.called_api(ref(call));
    const NodeId list = tree_.child(call, NodeKind::Arguments);
    if (api == nullptr || !list.exists()) return;
    // Ops that make a shape of what they are given; ensure_shape and its like take None.
    const bool makes_shape = api->has(Trait::TakesShape);
    const bool number = api->has(Trait::NeedsInteger) || api->has(Trait::StagedCast);
    if (!makes_shape && !number) return;
    for (NodeId given : tree_.children(list)) {
      const NodeId value =
          tree_.kind(given) == NodeKind::Keyword ? tree_.child(given, Field::Value) : given;
      if (number) {
        consider(value, value, false);
      } else if (tree_.kind(value) == NodeKind::List || tree_.kind(value) == NodeKind::Tuple) {
        for (NodeId part : tree_.children(value)) consider(part, part, true);
      }
    }
  }

  void consider(NodeId at, NodeId part, bool fixable) {
    const auto read = axis_of(part);
    if (!read || !open(*read)) return;
    const auto place = traced_place(facts_, ref(at), ref(read->tensor));
    if (!place || asked_for(*read)) return;
    auto report = cx_.report(tree_.loc(at));
    if (!report) return;
    const std::string shape = written_in(facts_, file_, "tensorflow.shape");
    const std::string instead = (shape.empty() ? "tf.shape" : shape) + "(" + text(read->tensor) +
                                ")[" + std::to_string(read->axis) + "]";
    report.message("default", {text(read->read), instead});
    if (!read->direct) {
      const NodeId target =
          cx_.program()
              .scopes(file_)
              .bindings[cx_.program()
                            .scopes(file_)
                            .symbols[cx_.program().scopes(file_).symbol_of[read->read.index()]]
                            .first_binding]
              .node;
      report.note(tree_.loc(target), "The size is read here.");
    }
    report.notes(facts_.why(place->evaluation, place->mode));
    if (!fixable || !read->direct || shape.empty()) return;
    const auto edits = fixits::replace({cx_.program().source(file_), tree_}, read->read, instead);
    if (!edits) return;
    Fix fix;
    fix.title = "Read the size with " + shape;
    fix.reason = "The size is a tensor then, and what is made with it has an open axis.";
    fix.applicability = Applicability::Unsafe;
    fix.edits = *edits;
    report.fix(std::move(fix));
  }

  CheckContext& cx_;
  const Facts& facts_;
  FunctionId f_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  for (FunctionId f : cx.facts().functions(file))
    if (cx.facts().tracing().traced(f)) Reader(cx, f).read();
}

}  // namespace

extern constexpr Check graph_unsupported_static_dim = file_check<NoOptions, run>({
    .code = "HYB051",
    .name = "graph-unsupported-static-dim",
    .group = "graph",
    .summary = "The static size of an axis that is open while tracing is used as a number.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .default_on = false,
    .maturity = Maturity::Preview,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
