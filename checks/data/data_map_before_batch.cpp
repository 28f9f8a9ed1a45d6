// Rule HYB074. User documentation: data_map_before_batch.md; tests: tests/checks/….
#include <algorithm>
#include <optional>

#include "checks/check.h"
#include "core/tensorflow/element_functions.h"

namespace hyb::checks::data {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "The function of this '{0}' works element by element; behind the batch one call does it for "
     "all of a batch."},
};

constexpr char kDocs[] =
#include "data_map_before_batch.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) {
      const ApiRow* row = facts_.called_api({file_, call});
      if (row == nullptr || !row->has(Trait::Batches)) continue;
      const NodeRef from = facts_.pipelines().receiver({file_, call});
      if (!from.node.exists()) continue;
      bool all = false;
      const std::vector<NodeRef> made = facts_.pipelines().makers(from, &all);
      if (all && made.size() == 1 && made.front().file == file_) judge(made.front().node, call);
    }
  }

 private:
  NodeRef ref(NodeId row) const { return {file_, row}; }

  void judge(NodeId map, NodeId batch) {
    const ApiRow* row = tree_.kind(map) == NodeKind::Call ? facts_.called_api(ref(map)) : nullptr;
    if (row == nullptr || !row->has(Trait::MapsElements)) return;
    const ElementFunction function =
        element_function(program_, facts_.engine(), facts_.called_rows(), ref(map));
    if (function.functions.size() != 1 || function.unknown) return;
    if (!is_elementwise(function.functions.front())) return;
    const auto name_of = [&](NodeId call) {
      return tree_.loc(tree_.child(tree_.child(call, Field::Function), Field::Name));
    };
    auto report = cx_.report(name_of(map));
    if (!report) return;
    report.message("default", {"map"});
    report.note(name_of(batch), "the batch is made here.");
  }

  /// One expression, each part of which keeps to its element.
  bool is_elementwise(FunctionId f) const {
    const FunctionInfo& info = program_.function(f);
    if (info.file != file_ || !info.body.exists()) return false;
    if (info.is_lambda()) return computes(info.body) && keeps(info.body);
    NodeId value;
    for (NodeId statement : tree_.children(info.body)) {
      if (value.exists() || tree_.kind(statement) != NodeKind::Return) return false;
      value = tree_.child(statement, Field::Value);
    }
    return value.exists() && computes(value) && keeps(value);
  }

  /// Something is computed at all.
  bool computes(NodeId row) const {
    for (auto i = static_cast<std::uint32_t>(row.index()); i < tree_.end_of(row); ++i) {
      const NodeKind kind = tree_.kind(NodeId::from_index(i));
      if (kind == NodeKind::Call || kind == NodeKind::BinOp || kind == NodeKind::UnaryOp)
        return true;
    }
    return false;
  }

  /// Rank of the one tensor that a row is; nullopt = not known, or no tensor.
  std::optional<std::size_t> rank(NodeId row) const {
    std::optional<std::size_t> out;
    for (ObjectId o : facts_.values().objects(facts_.value(ref(row)))) {
      const Object& object = facts_.values()[o];
      const flow::Dims* dims =
          object.kind == ObjectKind::Tensor ? facts_.values().dims(object) : nullptr;
      if (dims == nullptr || (out && *out != dims->size())) return {};
      out = dims->size();
    }
    return out;
  }

  bool is_number(NodeId row) const {
    const auto objects = facts_.values().objects(facts_.value(ref(row)));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const ObjectKind kind = facts_.values()[o].kind;
      return kind == ObjectKind::Int || kind == ObjectKind::Float || kind == ObjectKind::Bool;
    });
  }

  /// Two operands meet element by element, with a batch axis as without.
  bool fit(NodeId left, NodeId right) const {
    if (is_number(left) || is_number(right)) return true;
    const auto one = rank(left);
    return one && one == rank(right);
  }

  bool keeps(NodeId row) const {
    switch (tree_.kind(row)) {
      case NodeKind::Name:
        return is_number(row) || yes(facts_.is_tensor(ref(row)));
      case NodeKind::Attribute:  // a dtype, or a number
        return is_number(row) || !facts_.path(ref(row)).empty();
      case NodeKind::String:
      case NodeKind::Integer:
      case NodeKind::Float:
        return true;
      case NodeKind::UnaryOp:
        return keeps(tree_.child(row, Field::Value));
      case NodeKind::Tuple:
        for (NodeId part : tree_.children(row))
          if (!keeps(part)) return false;
        return true;
      case NodeKind::BinOp: {
        const NodeId left = tree_.child(row, Field::Left);
        const NodeId right = tree_.child(row, Field::Right);
        return static_cast<Operator>(tree_[row].op) != Operator::MatMul && keeps(left) &&
               keeps(right) && fit(left, right);
      }
      case NodeKind::Call: {
        const ApiRow* api = facts_.called_api(ref(row));
        if (api == nullptr || !api->has(Trait::Elementwise)) return false;
        NodeId first;
        for (NodeId argument : tree_.children(tree_.child(row, NodeKind::Arguments))) {
          const NodeId value = tree_.kind(argument) == NodeKind::Keyword
                                   ? tree_.child(argument, Field::Value)
                                   : argument;
          if (!keeps(value)) return false;
          if (!yes(facts_.is_tensor(ref(value)))) continue;
          if (first.exists() && !fit(first, value)) return false;
          first = value;
        }
        return first.exists();
      }
      default:
        return false;
    }
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code) return;
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check data_map_before_batch = file_check<NoOptions, run>({
    .code = "HYB074",
    .name = "data-map-before-batch",
    .group = "data",
    .summary = "A cheap element-wise map stands before a batch, so it is called for each element.",
    .docs = kDocs,
    .severity = Severity::Note,
    .default_on = false,
    .needs = Need::Values,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::data
