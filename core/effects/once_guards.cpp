#include "core/effects/once_guards.h"

#include <algorithm>
#include <string>

#include "core/tensorflow/api.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using Kind = OnceGuard::Kind;

namespace {

constexpr int kMaxNesting = 8;  // of tests
constexpr int kMaxCalls = 2;    // down to where the place is filled

bool opens_function(NodeKind kind) {
  return kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef;
}

}  // namespace

/// Reads one file.
class GuardReader {
 public:
  GuardReader(const OnceGuards& guards, FileId file)
      : guards_(guards),
        program_(guards.program_),
        engine_(guards.engine_),
        file_(file),
        tree_(program_.tree(file)) {}

  OnceGuard around(NodeId row) {
    NodeId below = row;
    for (NodeId up = tree_.parent(row); up.exists(); below = up, up = tree_.parent(up)) {
      const NodeKind kind = tree_.kind(up);
      if (kind == NodeKind::FunctionDef) return memoized(up);
      if (opens_function(kind)) break;
      std::vector<Place> asked;
      NodeId test;
      if (kind == NodeKind::If || kind == NodeKind::Elif) {
        test = tree_.child(up, Field::Test);
        if (tree_[below].field == Field::Body)
          asks(test, true, asked, 0);
        else if (tree_.kind(below) == NodeKind::Else)
          asks(test, false, asked, 0);
      } else if (kind == NodeKind::Except && tree_[below].field == Field::Body) {
        missing(tree_.parent(up), asked);
        test = tree_.child(up, Field::Test);
      }
      if (const OnceGuard found = filled(asked, test, below, false); found.exists()) return found;
      if (kind == NodeKind::Block)
        if (const OnceGuard found = left_before(up, below); found.exists()) return found;
    }
    return {};
  }

 private:
  /// `@functools.lru_cache`: it runs once, as far as it is called with the same arguments.
  OnceGuard memoized(NodeId function) const {
    const NodeId outer = tree_.with_decorators(function);
    if (outer == function) return {};
    for (NodeId child : tree_.children(outer)) {
      if (tree_.kind(child) != NodeKind::Decorator) continue;
      NodeId value = tree_.child(child, Field::Value);
      if (tree_.kind(value) == NodeKind::Call) value = tree_.child(value, Field::Function);
      const ObjectId only = engine_.values().only(engine_.value_of({file_, value}));
      if (!only.exists() || engine_.values()[only].kind != ObjectKind::External) continue;
      std::string storage;
      const ApiRow* row =
          find_api(canonical_path(program_.text(engine_.values()[only].name), storage));
      if (row != nullptr && row->has(Trait::Memoizes))
        return {Kind::Fill, {file_, child}, {}, {file_, function}};
    }
    return {};
  }

  /// `if self.ready: return` somewhere before `row` in its block.
  OnceGuard left_before(NodeId block, NodeId row) {
    for (NodeId statement : tree_.children(block)) {
      if (statement == row) break;
      if (tree_.kind(statement) != NodeKind::If || tree_.child(statement, NodeKind::Else).exists())
        continue;
      const NodeId body = tree_.child(statement, Field::Body);
      NodeId last;
      for (NodeId child : tree_.children(body)) last = child;
      if (!last.exists() || tree_.kind(last) != NodeKind::Return) continue;
      std::vector<Place> asked;
      const NodeId test = tree_.child(statement, Field::Test);
      asks(test, false, asked, 0);
      if (const OnceGuard found = filled(asked, test, statement, true); found.exists())
        return found;
    }
    return {};
  }

  /// Of an element: of what it is taken from.
  Place place(NodeId row) const {
    while (tree_.kind(row) == NodeKind::Subscript) row = tree_.child(row, Field::Object);
    return place_of(program_, {file_, row});
  }

  /// The places that `test` asks about: true of it when they are `empty`, or filled.
  void asks(NodeId test, bool empty, std::vector<Place>& out, int depth) const {
    if (!test.exists() || depth > kMaxNesting) return;
    const auto add = [&](Place found) {
      if (found.exists()) out.push_back(found);
    };
    switch (tree_.kind(test)) {
      case NodeKind::Not:
        return asks(tree_.child(test, Field::Value), !empty, out, depth + 1);
      case NodeKind::BoolOp:
        asks(tree_.child(test, Field::Left), empty, out, depth + 1);
        return asks(tree_.child(test, Field::Right), empty, out, depth + 1);
      case NodeKind::Attribute:
      case NodeKind::Name:
      case NodeKind::Subscript:
        if (!empty) add(place(test));
        return;
      case NodeKind::Call:
        if (!empty) add(by_name(test));
        return;
      case NodeKind::Compare:
        break;
      default:
        return;
    }
    NodeId left;
    for (NodeId child : tree_.children(test)) {
      if (tree_.kind(child) != NodeKind::CompareOp) {
        left = child;
        continue;
      }
      const auto op = static_cast<Operator>(tree_[child].op);
      const NodeId right = tree_.child(child, Field::Value);
      if (!left.exists() || !right.exists()) return;
      const bool same = op == Operator::Is || op == Operator::Eq || op == Operator::NotIn;
      if (same != empty) continue;
      if (op == Operator::In || op == Operator::NotIn)
        add(place(right));
      else if (tree_.kind(right) == NodeKind::None || tree_.kind(right) == NodeKind::Integer ||
               tree_.kind(right) == NodeKind::False)
        add(tree_.kind(left) == NodeKind::Call ? by_name(left) : place(left));
    }
  }

  /// `hasattr(self, "v")`, `getattr(self, "v", None)`, `len(self.blocks)`, `CACHE.get(k)`.
  Place by_name(NodeId call) const {
    const NodeId callee = tree_.child(call, Field::Function);
    const NodeId arguments = tree_.child(call, NodeKind::Arguments);
    if (!callee.exists() || !arguments.exists()) return {};
    if (tree_.kind(callee) == NodeKind::Attribute) return place(tree_.child(callee, Field::Object));
    std::size_t position = 0;
    Place first;
    for (NodeId argument : tree_.children(arguments)) {
      if (position == 0) first = place(argument);
      if (position++ == 1) {
        const ObjectId only = engine_.values().only(engine_.value_of({file_, argument}));
        if (only.exists() && engine_.values()[only].kind == ObjectKind::Str)
          return {engine_.values()[only].name, {}};
      }
    }
    return position == 1 ? first : Place{};
  }

  /// What a `try` looks up: it was missing if the handler runs.
  void missing(NodeId attempt, std::vector<Place>& out) const {
    const NodeId body = tree_.child(attempt, Field::Body);
    if (!body.exists()) return;
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) == NodeKind::Subscript) {
        if (const Place found = place(tree_.child(row, Field::Object)); found.exists())
          out.push_back(found);
      } else if (tree_.kind(row) == NodeKind::Attribute) {
        out.push_back(place(row));
      }
    }
  }

  /// The first of the places that the region fills.
  OnceGuard filled(const std::vector<Place>& asked, NodeId test, NodeId region, bool rest) const {
    for (const Place& each : asked) {
      const NodeId block = tree_.parent(region);
      const Kind kind = rest ? fills(each, file_, tree_.end_of(region), tree_.end_of(block), 0)
                             : fills(each, file_, static_cast<std::uint32_t>(region.index()),
                                     tree_.end_of(region), 0);
      if (kind != Kind::None) return {kind, {file_, test}, each, {file_, region}, rest};
    }
    return {};
  }

  Kind fills(const Place& asked, FileId file, std::uint32_t first, std::uint32_t last,
             int depth) const {
    const Tree& tree = program_.tree(file);
    for (std::uint32_t i = first; i < last; ++i) {
      const NodeId row = NodeId::from_index(i);
      const NodeKind kind = tree.kind(row);
      if (kind == NodeKind::Attribute || kind == NodeKind::Name) {
        if (place_of(program_, {file, row}) != asked) continue;
        if (tree[row].field == Field::Target) return stored(file, tree.parent(row));
        const NodeId up = tree.parent(row);
        if (tree.kind(up) == NodeKind::Subscript && tree[up].field == Field::Target)
          return Kind::Fill;
        if (tree.kind(up) == NodeKind::Attribute && tree.kind(tree.parent(up)) == NodeKind::Call &&
            tree.kind(tree.parent(tree.parent(up))) == NodeKind::ExprStmt)
          return Kind::Fill;  // a method of it, for its effect
      } else if (kind == NodeKind::Call && depth < kMaxCalls) {
        const FunctionId caller = program_.enclosing_function({file, row});
        if (!caller.exists()) continue;
        const auto [from, to] = guards_.from_[caller.index()];
        for (std::uint32_t e = from; e < to; ++e) {
          const flow::CallEdge& edge = engine_.edges()[e];
          if (edge.site != NodeRef{file, row}) continue;
          const FunctionInfo& info = program_.function(edge.callee);
          if (!info.body.exists()) continue;
          const Kind below = fills(asked, info.file, static_cast<std::uint32_t>(info.body.index()),
                                   program_.tree(info.file).end_of(info.body), depth + 1);
          if (below != Kind::None) return below;
        }
      }
    }
    return Kind::None;
  }

  Kind stored(FileId file, NodeId statement) const {
    const Tree& tree = program_.tree(file);
    const NodeId value = tree.child(statement, Field::Value);
    if (!value.exists()) return Kind::Fill;
    const NodeKind kind = tree.kind(value);
    return kind == NodeKind::True || kind == NodeKind::False || kind == NodeKind::Integer
               ? Kind::Flag
               : Kind::Fill;
  }

  const OnceGuards& guards_;
  const Program& program_;
  const flow::Engine& engine_;
  FileId file_;
  const Tree& tree_;
};

OnceGuards::OnceGuards(const Program& program, const flow::Engine& engine)
    : program_(program), engine_(engine), from_(program.functions().size()) {
  for (std::uint32_t i = 0; i < engine.edges().size(); ++i) {
    const flow::CallEdge& edge = engine.edges()[i];
    if (!edge.caller.exists()) continue;
    auto& range = from_[edge.caller.index()];
    if (range.second == 0) range.first = i;
    range.second = i + 1;
  }
}

OnceGuard OnceGuards::around(NodeRef row) const {
  return GuardReader(*this, row.file).around(row.node);
}

}  // namespace hyb
