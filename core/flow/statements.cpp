// Statements: how the environment changes from one to the next, and where control flow meets.

#include <algorithm>

#include "core/flow/engine.h"

namespace hyb::flow {
namespace {

constexpr int kMaxRounds = 6;               // walks over one loop body
constexpr std::uint32_t kMaxNesting = 400;  // blocks inside one another

}  // namespace

void Engine::join_into(Values& values, State& into, const State& from) {
  if (!from.live) return;
  if (!into.live) {
    into = from;
    return;
  }
  for (std::size_t i = 0; i < into.locals.size(); ++i)
    into.locals[i] = values.join(into.locals[i], from.locals[i]);
}

void Engine::execute_block(NodeId block) {
  if (!block.exists() || expression_depth_ > kMaxNesting) return;
  ++expression_depth_;
  for (NodeId statement : tree().children(block)) {
    if (!frame_->state.live) break;
    execute(statement);
  }
  --expression_depth_;
}

void Engine::execute(NodeId statement) {
  const Tree& t = tree();
  State& state = frame_->state;
  node_values_[frame_->file.index()][statement.index()] = values_.none();  // it was executed
  switch (t.kind(statement)) {
    case NodeKind::ExprStmt:
      evaluate(t.child(statement, Field::Value));
      break;
    case NodeKind::Assign: {
      const ValueId value = evaluate(t.child(statement, Field::Value));
      for (NodeId child : t.children(statement))
        if (t[child].field == Field::Target) assign(child, value);
      break;
    }
    case NodeKind::AnnAssign: {
      const NodeId value = t.child(statement, Field::Value);
      evaluate(t.child(statement, Field::Annotation));
      if (value.exists()) assign(t.child(statement, Field::Target), evaluate(value));
      break;
    }
    case NodeKind::AugAssign: {
      const NodeId target = t.child(statement, Field::Target);
      const ValueId old = evaluate(target);
      const ValueId value = evaluate(t.child(statement, Field::Value));
      assign(target,
             augmented(static_cast<Operator>(t[statement].op), old, value, here(statement)));
      break;
    }
    case NodeKind::Return: {
      const NodeId value = t.child(statement, Field::Value);
      const ValueId result = value.exists() ? evaluate(value) : values_.none();
      write_cell(return_cell(frame_->context), result);
      publish_rewrapped();
      state.live = false;
      break;
    }
    case NodeKind::Raise:
      for (NodeId child : t.children(statement)) evaluate(child);
      state.live = false;
      break;
    case NodeKind::Assert: {
      const NodeId test = t.child(statement, Field::Test);
      evaluate(test);
      narrow(test, true);
      if (t.kind(test) == NodeKind::False) state.live = false;
      break;
    }
    case NodeKind::Break:
      if (!frame_->loops.empty()) join_into(values_, *frame_->loops.back().broken, state);
      state.live = false;
      break;
    case NodeKind::Continue:
      if (!frame_->loops.empty()) join_into(values_, *frame_->loops.back().continued, state);
      state.live = false;
      break;
    case NodeKind::If:
      execute_if(statement);
      break;
    case NodeKind::For:
    case NodeKind::While:
      execute_loop(statement);
      break;
    case NodeKind::Try:
      execute_try(statement);
      break;
    case NodeKind::With:
      execute_with(statement);
      break;
    case NodeKind::Match:
      execute_match(statement);
      break;
    case NodeKind::Import:
    case NodeKind::ImportFrom:
      execute_import(statement);
      break;
    case NodeKind::Decorated:
      for (NodeId child : t.children(statement)) {
        if (t.kind(child) == NodeKind::FunctionDef) execute_def(child);
        if (t.kind(child) == NodeKind::ClassDef) execute_class(child);
      }
      break;
    case NodeKind::FunctionDef:
      execute_def(statement);
      break;
    case NodeKind::ClassDef:
      execute_class(statement);
      break;
    case NodeKind::TypeAlias:
      assign(t.child(statement, Field::Target), values_.unknown());
      break;
    case NodeKind::Delete:
      for (NodeId child : t.children(statement))
        if (t.kind(child) != NodeKind::Name) evaluate(child);
      break;
    default:  // Pass, Global, Nonlocal, Error: nothing is computed
      break;
  }
}

// Only of functions, and only while no loop around has come round yet.
bool Engine::records_branches() const {
  return contexts_[frame_->context.index()].function.exists() &&
         std::all_of(frame_->loops.begin(), frame_->loops.end(),
                     [](const Loop& loop) { return loop.first; });
}

void Engine::execute_if(NodeId statement) {
  const Tree& t = tree();
  State after = frame_->state;
  const std::vector<ValueId> before = after.locals;
  after.live = false;
  NodeId branch = statement;
  bool done = false;
  const bool records = records_branches();
  EndsOfBranches ends;
  std::uint32_t number = 0;
  bool falls_through = true;  // no branch is known to be taken
  for (NodeId child : t.children(statement)) {
    const NodeKind kind = t.kind(child);
    if (kind == NodeKind::Elif) {
      branch = child;
      if (!done) node_values_[frame_->file.index()][child.index()] = values_.none();  // asked
    }
    if (kind == NodeKind::Else && !done) {
      execute_block(t.child(child, Field::Body));
      done = true;
    }
    if (done || (child != t.child(statement, Field::Body) && kind != NodeKind::Elif)) continue;
    const NodeId test = t.child(branch, Field::Test);
    const NodeId body = t.child(branch, Field::Body);
    if (!test.exists()) continue;
    const ValueId tested = evaluate(test);
    if (number == 0) ends.row.test = tested;
    const int known = truth(tested);
    ++number;
    if (known == 0) continue;
    const State otherwise = frame_->state;
    narrow(test, true);
    execute_block(body);
    if (records) ends.add(number - 1, frame_->state.live, before, frame_->state.locals);
    join_into(values_, after, frame_->state);
    frame_->state = otherwise;
    narrow(test, false);
    if (known == 1) {
      frame_->state.live = false;
      done = true;
      falls_through = false;
    }
  }
  if (records) {
    if (falls_through) ends.add(number, frame_->state.live, before, frame_->state.locals);
    branch_ends_.record(frame_->context, statement, ends.row, ends.changes);
  }
  join_into(values_, after, frame_->state);
  frame_->state = std::move(after);
}

void Engine::execute_loop(NodeId statement) {
  const Tree& t = tree();
  const bool is_for = t.kind(statement) == NodeKind::For;
  const NodeId test = t.child(statement, Field::Test);
  const NodeId body = t.child(statement, Field::Body);
  const ValueId iterated = is_for ? evaluate(t.child(statement, Field::Iter)) : ValueId{};
  const ValueId element = is_for ? elements(iterated, here(statement)) : ValueId{};
  const bool records = records_branches();
  State broken = frame_->state;
  broken.live = false;
  for (int round = 0; round < kMaxRounds; ++round) {
    State head = frame_->state;
    State continued = head;
    continued.live = false;
    ValueId tested = iterated;
    if (is_for) {
      assign(t.child(statement, Field::Target), element);
    } else if (test.exists()) {
      tested = evaluate(test);
      narrow(test, true);
    }
    frame_->loops.push_back({&broken, &continued, round == 0});
    execute_block(body);
    frame_->loops.pop_back();
    join_into(values_, continued, frame_->state);
    if (records && round == 0) {
      State end = broken;  // a break is one way to end the round
      join_into(values_, end, continued);
      EndsOfBranches ends;
      ends.row.test = tested;
      ends.add(0, end.live, head.locals, end.locals);
      branch_ends_.record(frame_->context, statement, ends.row, ends.changes);
    }
    frame_->state = head;
    join_into(values_, frame_->state, continued);
    bool changed = false;
    for (std::size_t i = 0; i < head.locals.size(); ++i)
      if (frame_->state.locals[i] != head.locals[i]) {
        changed = true;
        if (round + 2 >= kMaxRounds)
          frame_->state.locals[i] = values_.unknown();
        else if (round > 0)
          frame_->state.locals[i] = values_.widen(head.locals[i], frame_->state.locals[i]);
      }
    if (!changed) break;
  }
  if (!is_for && test.exists() && truth(evaluate(test)) == 1) frame_->state.live = false;
  for (NodeId child : t.children(statement))
    if (t.kind(child) == NodeKind::Else) execute_block(t.child(child, Field::Body));
  join_into(values_, broken, frame_->state);
  frame_->state = std::move(broken);
}

// An exception may leave the body anywhere: handlers start from the join of the state before it and
// after each of its statements, taken here as before joined with after.
void Engine::execute_try(NodeId statement) {
  const Tree& t = tree();
  const State before = frame_->state;
  State after = before;
  after.live = false;
  State thrown = before;
  NodeId final_block;
  for (NodeId child : t.children(statement)) {
    switch (t.kind(child)) {
      case NodeKind::Block:
        execute_block(child);
        for (std::size_t i = 0; i < thrown.locals.size(); ++i)
          thrown.locals[i] = values_.join(thrown.locals[i], frame_->state.locals[i]);
        break;
      case NodeKind::Else:
        execute_block(t.child(child, Field::Body));
        break;
      case NodeKind::Except: {
        if (const NodeId previous_end = child; previous_end.exists())
          join_into(values_, after, frame_->state);
        frame_->state = thrown;
        frame_->state.live = true;
        for (NodeId part : t.children(child)) {
          if (t[part].field == Field::Test) evaluate(part);
          if (t[part].field == Field::Alias) assign_symbol(part, values_.unknown());
        }
        execute_block(t.child(child, Field::Body));
        break;
      }
      case NodeKind::Finally:
        final_block = t.child(child, Field::Body);
        break;
      default:
        break;
    }
  }
  join_into(values_, after, frame_->state);
  const bool falls_through = after.live;
  frame_->state = falls_through ? std::move(after) : thrown;
  if (final_block.exists()) {
    frame_->state.live = true;
    execute_block(final_block);
  }
  if (!falls_through) frame_->state.live = false;
}

void Engine::execute_with(NodeId statement) {
  const Tree& t = tree();
  for (NodeId item : t.children(statement)) {
    if (t.kind(item) != NodeKind::WithItem) continue;
    const ValueId manager = evaluate(t.child(item, Field::Value));
    ValueId entered;
    const NameId enter = name(t.is_async(statement) ? "__aenter__" : "__enter__");
    const Members objects = values_.members(manager);
    for (ObjectId o : objects) {
      const Object object = values_[o];
      if (object.kind == ObjectKind::Instance) {
        const ValueId method = project_member(o, enter, here(item));
        entered =
            values_.join(entered, method.exists() ? call(method, {}, here(item), Passage::Construct)
                                                  : values_.value(o));
      } else if (object.kind == ObjectKind::Generator || object.kind == ObjectKind::Iterator) {
        entered = values_.join(entered, elements(values_.value(o), here(item)));
      } else {
        entered = values_.join(entered, values_.value(o));  // tape, scope, file: itself
      }
    }
    if (const NodeId target = t.child(item, Field::Target); target.exists())
      assign(target, entered);
  }
  execute_block(t.child(statement, Field::Body));
}

void Engine::execute_match(NodeId statement) {
  const Tree& t = tree();
  const ValueId subject = evaluate(t.child(statement, Field::Value));
  State after = frame_->state;  // no case may match
  for (NodeId child : t.children(statement)) {
    if (t.kind(child) != NodeKind::Case) continue;
    const State before = frame_->state;
    if (const NodeId pattern = t.child(child, NodeKind::Pattern); pattern.exists())
      bind_pattern(pattern, subject);
    if (const NodeId guard = t.child(child, Field::Test); guard.exists()) evaluate(guard);
    execute_block(t.child(child, Field::Body));
    join_into(values_, after, frame_->state);
    frame_->state = before;
  }
  frame_->state = std::move(after);
}

// A capture of the whole subject is the subject; what stands inside a pattern is Unknown.
void Engine::bind_pattern(NodeId pattern, ValueId subject) {
  const Tree& t = tree();
  const auto whole = static_cast<PatternKind>(t[pattern].op);
  for (std::uint32_t i = static_cast<std::uint32_t>(pattern.index()); i < t.end_of(pattern); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (t.kind(row) != NodeKind::Pattern) {
      if (t.kind(t.parent(row)) == NodeKind::Pattern) evaluate(row);
      continue;
    }
    if (!program_.scopes(frame_->file).symbol_of[row.index()].exists()) continue;
    const bool is_subject =
        row == pattern && (whole == PatternKind::Capture || whole == PatternKind::As);
    assign_symbol(row, is_subject ? subject : values_.unknown());
  }
}

}  // namespace hyb::flow
