#include "core/preconditions/staged_control.h"

#include <algorithm>
#include <optional>

#include "core/staging/staged_faults.h"
#include "core/staging/staging.h"
#include "core/syntax/own_rows.h"

namespace hyb {

using flow::ContextId;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

/// The Return row that a block ends with.
NodeId last_return(const Tree& tree, NodeId block) {
  NodeId last;
  if (block.exists() && tree.kind(block) == NodeKind::Block)
    for (NodeId child : tree.children(block)) last = child;
  return last.exists() && tree.kind(last) == NodeKind::Return ? last : NodeId{};
}

class StagedControl {
 public:
  explicit StagedControl(const Body& body)
      : body_(body),
        tree_(body.tree),
        program_(body.reader.program()),
        engine_(body.reader.engine()) {}

  void read() {
    each_own_row(tree_, program_.function(body_.function).body, [&](NodeId row) {
      switch (tree_.kind(row)) {
        case NodeKind::If:
        case NodeKind::Elif:
          if (const NodeId test = tree_.child(row, Field::Test); body_.symbolic(test))
            branch(row, test);
          break;
        case NodeKind::While:
          if (const NodeId test = tree_.child(row, Field::Test); body_.symbolic(test))
            loop(row, test);
          break;
        case NodeKind::For:
          if (const NodeId by = iterated_tensor(row); by.exists()) loop(row, by);
          break;
        default:
          break;
      }
    });
  }

 private:
  /// What a `for` runs over, or the bound of its range(), if that is such a tensor.
  NodeId iterated_tensor(NodeId loop) const {
    const NodeId iter = tree_.child(loop, Field::Iter);
    if (body_.symbolic(iter)) return iter;
    if (tree_.kind(iter) != NodeKind::Call) return {};
    const ApiRow* api = body_.reader.called_api(body_.ref(iter));
    if (api == nullptr || !api->has(Trait::StagedRange)) return {};
    for (NodeId argument : tree_.children(tree_.child(iter, NodeKind::Arguments)))
      if (body_.symbolic(argument)) return argument;
    return {};
  }

  const VariableFlow& variables() {
    if (!variables_) variables_.emplace(program_, body_.function);
    return *variables_;
  }

  void say(NodeId by, NodeId at, std::string what, std::uint64_t where = ~std::uint64_t{0}) {
    const std::size_t known = body_.found.size();
    body_.add(Obstacle::UnconvertibleControl, true, at, std::move(what), body_.taints.of(by).value);
    if (body_.found.size() > known) body_.found.back().where = where;
  }
  std::string condition(NodeId by) const {
    return "under the tensor condition " + body_.reader.quoted(body_.ref(by));
  }

  void branch(NodeId row, NodeId test) {
    results(row, test);
    exits(row, test);
    const Branches branches = branches_of(tree_, row);
    changes(row, branches.body, test);
    keys(row, branches.body, branches.otherwise, test);
    if (branches.otherwise.exists() && tree_.kind(branches.otherwise) == NodeKind::Block) {
      changes(row, branches.otherwise, test);
      keys(row, branches.otherwise, branches.body, test);
    }
    std::size_t number = 0;
    for (ContextId context : engine_.contexts_of(body_.function)) {
      const std::uint64_t where = std::uint64_t{1} << std::min<std::size_t>(number++, 63);
      if (!engine_.branch_ends().find(context, branch_number(tree_, row).statement)) continue;
      const auto known = branch_variables(program_, engine_, variables(), context, body_.ref(row));
      if (!known || !known->body_ends || !known->otherwise_ends) continue;
      for (const BranchVariable& v : known->variables) {
        if (!v.live_out || variables().place(v.place).compound) continue;
        const BranchFault fault = fault_of(program_, engine_, v);
        if (fault == BranchFault::None) continue;
        const std::string_view what = fault == BranchFault::Unbound
                                          ? "' is bound in one branch alone "
                                          : "' is not of one kind at the ends of both branches ";
        say(test, row, "'" + variables().place(v.place).text + std::string(what) + condition(test),
            where);
      }
    }
  }

  /// `if t: return a`, and the `return b` of the other branch or behind.
  void results(NodeId row, NodeId test) {
    const Branches branches = branches_of(tree_, row);
    const NodeId one = last_return(tree_, branches.body);
    if (!one.exists()) return;
    NodeId other;
    if (branches.otherwise.exists() && may_leave(tree_, branches.otherwise)) {
      other = last_return(tree_, branches.otherwise);
    } else if (tree_.kind(row) == NodeKind::If) {
      for (NodeId statement : tree_.children(tree_.parent(row))) {
        if (statement <= row) continue;
        if (tree_.kind(statement) == NodeKind::Return) {
          other = statement;
          break;
        }
        if (may_leave(tree_, statement)) return;
      }
    }
    if (!other.exists()) return;
    if (fault_of_returns(returned(one), returned(other)) != ReturnFault::None)
      say(test, one, "'return' gives another kind of result " + condition(test));
  }

  StagedValue returned(NodeId statement) const {
    const NodeId value = tree_.child(statement, Field::Value);
    return staged_value(
        program_, engine_,
        value.exists() ? engine_.value_of(body_.ref(value)) : engine_.values().none());
  }

  /// A `break` or `return` below the condition, out of a loop that Python runs.
  void exits(NodeId row, NodeId test) {
    NodeId loop;
    for (NodeId up = tree_.parent(row); up.exists() && !opens_body(tree_.kind(up));
         up = tree_.parent(up))
      if (tree_.kind(up) == NodeKind::For || tree_.kind(up) == NodeKind::While) {
        loop = up;
        break;
      }
    if (!loop.exists() || !is_python_loop(loop)) return;
    const NodeId block = tree_.child(row, Field::Body);
    if (!block.exists()) return;
    for (NodeId statement : tree_.children(block))
      if (tree_.kind(statement) == NodeKind::Break || tree_.kind(statement) == NodeKind::Return)
        say(test, statement, "a loop that Python unrolls is left " + condition(test));
  }

  bool is_python_loop(NodeId loop) const {
    if (tree_.kind(loop) == NodeKind::While)
      return tree_.kind(tree_.child(loop, Field::Test)) == NodeKind::True;
    if (iterated_tensor(loop).exists()) return false;
    const auto objects = body_.reader.objects(body_.ref(tree_.child(loop, Field::Iter)));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const ObjectKind kind = body_.reader.values()[o].kind;
      return kind == ObjectKind::List || kind == ObjectKind::Tuple;
    });
  }

  void loop(NodeId row, NodeId by) {
    changes(row, tree_.child(row, Field::Body), by);
    keys(row, tree_.child(row, Field::Body), {}, by);
    growth(row, by);
    std::size_t number = 0;
    for (ContextId context : engine_.contexts_of(body_.function)) {
      const std::uint64_t where = std::uint64_t{1} << std::min<std::size_t>(number++, 63);
      if (!engine_.branch_ends().find(context, row)) continue;
      for (const LoopVariable& v :
           loop_variables(program_, engine_, variables(), context, body_.ref(row))) {
        if (v.unbound || !v.update.exists() || (!v.exposed && !v.live_out) ||
            variables().place(v.place).compound)
          continue;
        const StagedValue before = staged_value(program_, engine_, v.before);
        const StagedValue after = staged_value(program_, engine_, v.after);
        const std::string name = "'" + variables().place(v.place).text + "'";
        if (changes_dtype(before, after))
          say(by, v.update, name + " changes its dtype in a loop over tensors", where);
        else if (outgrows(before, after) && !declares_shapes(row))
          say(by, v.update, name + " changes its shape in a loop over tensors", where);
      }
    }
  }

  /// Each trace knows the shapes it was called with, where nothing is known of them here.
  void growth(NodeId row, NodeId by) {
    const NodeId body = tree_.child(row, Field::Body);
    const VariableFlow::Around* around = variables().around(row);
    if (around == nullptr || declares_shapes(row)) return;
    for (PlaceId place : variables().written(body).members()) {
      if (!around->exposed.has(place)) continue;
      for (NodeId update : variables().writes(body, place))
        if (is_joined(place, update))
          body_.add(
              Obstacle::UnconvertibleControl, false, update,
              "'" + variables().place(place).text + "' may change its shape in a loop over tensors",
              body_.taints.of(by).value);
    }
  }

  /// `out = tf.concat([out, x], 0)`
  bool is_joined(PlaceId place, NodeId update) {
    const NodeId value = tree_.child(tree_.parent(update), Field::Value);
    if (!value.exists() || tree_.kind(value) != NodeKind::Call) return false;
    const ApiRow* api = body_.reader.called_api(body_.ref(value));
    if (api == nullptr || !api->has(Trait::Joins)) return false;
    for (auto i = static_cast<std::uint32_t>(value.index()); i < tree_.end_of(value); ++i)
      if (variables().place_at(NodeId::from_index(i)) == place &&
          tree_.kind(tree_.parent(NodeId::from_index(i))) != NodeKind::Subscript)
        return true;  // `out[1:]` may leave room
    return false;
  }

  /// tf.autograph.experimental.set_loop_options
  bool declares_shapes(NodeId loop) const {
    const NodeId body = tree_.child(loop, Field::Body);
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body); ++i) {
      const NodeRef call = body_.ref(NodeId::from_index(i));
      if (tree_.kind(call.node) != NodeKind::Call) continue;
      const ApiRow* api = body_.reader.called_api(call);
      if (api != nullptr && api->has(Trait::LoopOptions)) return true;
    }
    return false;
  }

  /// Lists and dicts made before the statement, changed in it and needed behind it: Python does so
  /// once, while tracing.
  void changes(NodeId statement, NodeId block, NodeId by) {
    if (!block.exists()) return;
    each_own_row(tree_, block, [&](NodeId call) {
      if (tree_.kind(call) != NodeKind::Call) return;
      const ApiRow* api = body_.reader.called_api(body_.ref(call));
      const NodeId method = tree_.child(call, Field::Function);
      if (api == nullptr || !api->has(Trait::Mutates) || tree_.kind(method) != NodeKind::Attribute)
        return;
      const NodeId receiver = tree_.child(method, Field::Object);
      if (tree_.kind(receiver) != NodeKind::Name || !made_before(receiver, statement)) return;
      const PlaceId place = variables().place_at(receiver);
      const VariableFlow::Around* around = variables().around(statement);
      if (!place.exists() || around == nullptr || !around->live_out.has(place)) return;
      say(by, call,
          body_.reader.quoted(body_.ref(call)) + " runs once, while tracing, however the tensor " +
              body_.reader.quoted(body_.ref(by)) + " turns out");
    });
  }

  /// `logs["clipped"] = norm` in the block: AutoGraph wants the key to be there on each way.
  void keys(NodeId statement, NodeId block, NodeId otherwise, NodeId by) {
    if (!block.exists()) return;
    each_own_row(tree_, block, [&](NodeId row) {
      if (!is_key_of_dict(row) || (otherwise.exists() && sets_key(otherwise, row))) return;
      const NodeId body = program_.function(body_.function).body;
      bool known = false;
      each_own_row(tree_, body, [&](NodeId before) {
        known = known || (before < statement && same_key(before, row));
      });
      if (known || is_displayed(row)) return;
      body_.add(
          Obstacle::UnconvertibleControl, false, row,
          body_.reader.quoted(body_.ref(row)) + " may not be there on each way " + condition(by),
          body_.taints.of(by).value);
    });
  }

  bool is_key_of_dict(NodeId row) const {
    if (tree_.kind(row) != NodeKind::Subscript || tree_[row].field != Field::Target) return false;
    const NodeId receiver = tree_.child(row, Field::Object);
    const auto objects = body_.reader.objects(body_.ref(receiver));
    return tree_.kind(receiver) == NodeKind::Name && !objects.empty() &&
           std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
             return body_.reader.values()[o].kind == ObjectKind::Dict;
           });
  }

  bool sets_key(NodeId block, NodeId row) const {
    bool found = false;
    each_own_row(tree_, block, [&](NodeId other) { found = found || same_key(other, row); });
    return found;
  }

  /// Both are targets, written alike.
  bool same_key(NodeId one, NodeId other) const {
    return one != other && tree_.kind(one) == NodeKind::Subscript &&
           tree_[one].field == Field::Target &&
           program_.text(body_.ref(one)) == program_.text(body_.ref(other));
  }

  /// `{"clipped": …}` makes each dict that it may be.
  bool is_displayed(NodeId row) const {
    const std::string_view key = program_.text(body_.ref(tree_.child(row, Field::Index)));
    const auto objects = body_.reader.objects(body_.ref(tree_.child(row, Field::Object)));
    return std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const flow::Object& dict = body_.reader.values()[o];
      if (dict.b == 0) return false;
      const NodeRef made = engine_.allocation(dict.b);
      const Tree& tree = program_.tree(made.file);
      for (NodeId pair : tree.children(made.node))
        if (tree.kind(pair) == NodeKind::Pair &&
            program_.text({made.file, tree.child(pair, Field::Key)}) == key)
          return true;
      return false;
    });
  }

  bool made_before(NodeId receiver, NodeId statement) const {
    const auto objects = body_.reader.objects(body_.ref(receiver));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId id) {
      const flow::Object& o = body_.reader.values()[id];
      if ((o.kind != ObjectKind::List && o.kind != ObjectKind::Dict) || o.b == 0) return false;
      const NodeRef made = engine_.allocation(o.b);
      return made.file == body_.file && made.node < statement &&
             program_.enclosing_function(made) == body_.function;
    });
  }

  const Body& body_;
  const Tree& tree_;
  const Program& program_;
  const flow::Engine& engine_;
  std::optional<VariableFlow> variables_;
};

}  // namespace

void read_staged_control(const Body& body) {
  StagedControl(body).read();
}

}  // namespace hyb
