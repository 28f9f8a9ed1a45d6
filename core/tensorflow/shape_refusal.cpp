#include "core/tensorflow/shape_refusal.h"

#include <algorithm>
#include <string>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Dims;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Origin;

namespace {

/// "reshape(tensor,shape)" taken apart.
struct RuleText {
  std::string_view name;
  std::vector<std::string_view> words;
};

RuleText taken_apart(std::string_view rule) {
  RuleText out;
  const std::size_t open = rule.find('(');
  out.name = rule.substr(0, open);
  if (open == std::string_view::npos) return out;
  for (std::string_view rest = rule.substr(open + 1); !rest.empty();) {
    const std::size_t end = rest.find_first_of(",)");
    out.words.push_back(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return out;
}

class Reader {
 public:
  Reader(const Program& program, const Engine& engine, NodeRef at)
      : engine_(engine), file_(at.file), tree_(program.tree(at.file)), program_(program) {}

  std::optional<ShapeRefusal> of_subscript(NodeId row) const {
    // Each index that takes one element of an axis, by axis.
    std::vector<std::pair<std::size_t, std::int64_t>> taken;
    std::size_t axis = 0;
    for (NodeId child : tree_.children(row)) {
      if (tree_[child].field != Field::Index) continue;
      for (NodeId index : parts(child)) {
        if (tree_.kind(index) == NodeKind::Ellipsis || tree_.kind(index) == NodeKind::Starred)
          return std::nullopt;
        if (tree_.kind(index) == NodeKind::Slice) {
          ++axis;
          continue;
        }
        const auto number = engine_.number(value(index));
        if (!number) return std::nullopt;  // a new axis, a mask, a tensor
        taken.emplace_back(axis++, *number);
      }
    }
    return refused(tree_.child(row, Field::Object), [&](const Dims& dims) {
      return std::any_of(taken.begin(), taken.end(), [&](const auto& one) {
        if (one.first >= dims.size() || !dims[one.first].known()) return false;
        const std::int64_t size = dims[one.first].size;
        return one.second >= size || one.second < -size;
      });
    });
  }

  std::optional<ShapeRefusal> of_product(NodeId row) const {
    if (static_cast<Operator>(tree_[row].op) != Operator::MatMul) return std::nullopt;
    return of_matrices(tree_.child(row, Field::Left), tree_.child(row, Field::Right));
  }

  std::optional<ShapeRefusal> of_call(NodeId row, const ApiRow& api) const {
    if (api.result != ApiResult::Tensor || api.shape.empty()) return std::nullopt;
    const RuleText rule = taken_apart(api.shape);
    if (rule.words.size() < 2) return std::nullopt;
    const bool reshapes = rule.name == "reshape";
    const bool squeezes = rule.name == "squeeze";
    if (!reshapes && !squeezes && rule.name != "matmul") return std::nullopt;
    const auto first = given(row, api, rule.words[0]);
    const auto second = given(row, api, rule.words[1]);
    if (!first || !second || !first->exists() || !second->exists()) return std::nullopt;
    if (reshapes) return of_reshape(*first, *second);
    if (squeezes) return of_squeeze(*first, *second);
    for (std::size_t i = 2; i < rule.words.size(); ++i) {
      const auto turned = given(row, api, rule.words[i]);
      if (!turned || turned->exists()) return std::nullopt;
    }
    return of_matrices(*first, *second);
  }

 private:
  flow::ValueId value(NodeId row) const { return engine_.value_of({file_, row}); }

  std::vector<NodeId> parts(NodeId index) const {
    if (tree_.kind(index) != NodeKind::Tuple) return {index};
    std::vector<NodeId> out;
    for (NodeId part : tree_.children(index)) out.push_back(part);
    return out;
  }

  /// The static shapes that the tensors of the expression have; nullopt = not all are proved.
  std::optional<std::vector<Dims>> shapes_of(NodeId row) const {
    if (!row.exists()) return std::nullopt;
    std::vector<Dims> out;
    for (ObjectId o : engine_.values().objects(value(row))) {
      const Object& object = engine_.values()[o];
      if (!is_tensor(engine_.values(), program_.names(), o) || object.origin != Origin::Proved)
        return std::nullopt;
      const Dims* dims = engine_.values().dims(object);
      if (dims == nullptr) return std::nullopt;
      if (std::find(out.begin(), out.end(), *dims) == out.end()) out.push_back(*dims);
    }
    return out.empty() ? std::nullopt : std::optional(std::move(out));
  }

  /// Each static shape of the operand is a wrong one.
  template <class Wrong>
  std::optional<ShapeRefusal> refused(NodeId operand, Wrong&& wrong) const {
    const auto shapes = shapes_of(operand);
    if (!shapes || !std::all_of(shapes->begin(), shapes->end(), wrong)) return std::nullopt;
    return ShapeRefusal{{file_, operand}, shapes->front()};
  }

  /// Ints of a list or tuple, or one int; nullopt = some are not known.
  std::optional<std::vector<std::int64_t>> numbers(NodeId row) const {
    const ObjectId only = engine_.values().only(value(row));
    if (!only.exists()) return std::nullopt;
    const Object& object = engine_.values()[only];
    if (object.kind != ObjectKind::List && object.kind != ObjectKind::Tuple) {
      const auto one = engine_.number(value(row));
      return one ? std::optional(std::vector{*one}) : std::nullopt;
    }
    bool fixed = false;
    std::vector<std::int64_t> out;
    for (flow::ValueId part : engine_.parts_of(only, &fixed)) {
      const auto one = engine_.number(part);
      if (!one) return std::nullopt;
      out.push_back(*one);
    }
    return fixed && !object.summary ? std::optional(out) : std::nullopt;
  }

  /// The argument for "axis|dim" of a rule; no node = it is not given; nullopt = cannot tell.
  std::optional<NodeId> given(NodeId call, const ApiRow& api, std::string_view word) const {
    if (word == "_") return NodeId{};
    std::vector<std::string_view> names;
    for (std::string_view rest = word; !rest.empty();) {
      const std::size_t end = rest.find('|');
      names.push_back(rest.substr(0, end));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    NodeId out;
    std::size_t position = 0;
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const NodeKind kind = tree_.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return std::nullopt;
      const bool keyword = kind == NodeKind::Keyword;
      const std::string_view name =
          keyword ? program_.text(tree_[argument].name) : parameter_at(api, position);
      const bool meant = std::find(names.begin(), names.end(), name) != names.end() ||
                         (!keyword && names.front() == std::to_string(position));
      if (!keyword) ++position;
      if (meant) out = keyword ? tree_.child(argument, Field::Value) : argument;
    }
    return out;
  }

  std::optional<ShapeRefusal> of_reshape(NodeId tensor, NodeId shape) const {
    const auto sizes = numbers(shape);
    if (!sizes) return std::nullopt;
    std::int64_t has = 1;
    std::size_t open = 0;
    for (std::int64_t size : *sizes) {
      if (size < 0)
        ++open;
      else
        has *= size;
    }
    return refused(tensor, [&](const Dims& dims) {
      std::int64_t had = 1;
      for (flow::Dim dim : dims) {
        if (!dim.known()) return false;
        had *= dim.size;
      }
      return open == 0 ? had != has : open == 1 && has != 0 && had % has != 0;
    });
  }

  std::optional<ShapeRefusal> of_squeeze(NodeId tensor, NodeId axes) const {
    const auto chosen = numbers(axes);
    if (!chosen) return std::nullopt;
    return refused(tensor, [&](const Dims& dims) {
      const auto rank = static_cast<std::int64_t>(dims.size());
      return std::any_of(chosen->begin(), chosen->end(), [&](std::int64_t axis) {
        if (axis < 0) axis += rank;
        if (axis < 0 || axis >= rank) return false;
        const flow::Dim size = dims[static_cast<std::size_t>(axis)];
        return size.known() && size.size != 1;
      });
    });
  }

  std::optional<ShapeRefusal> of_matrices(NodeId left, NodeId right) const {
    const auto others = shapes_of(right);
    if (!others) return std::nullopt;
    return refused(left, [&](const Dims& a) {
      return std::all_of(others->begin(), others->end(), [&](const Dims& b) {
        if (a.size() < 2 || b.size() < 2) return false;
        const flow::Dim inner = a.back();
        const flow::Dim same = b[b.size() - 2];
        return inner.known() && same.known() && inner != same;
      });
    });
  }

  const Engine& engine_;
  FileId file_;
  const Tree& tree_;
  const Program& program_;
};

}  // namespace

std::optional<ShapeRefusal> shape_refusal(const Program& program, const Engine& engine,
                                          const CalledRows& rows, NodeRef at) {
  const Reader reader(program, engine, at);
  switch (program.tree(at.file).kind(at.node)) {
    case NodeKind::Subscript:
      return reader.of_subscript(at.node);
    case NodeKind::BinOp:
      return reader.of_product(at.node);
    case NodeKind::Call: {
      const ApiRow* api = rows.at(at);
      return api == nullptr ? std::nullopt : reader.of_call(at.node, *api);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace hyb
