// What becomes of a Python number in a graph
//
// Where AutoGraph converts, `int(t)` and `float(t)` are casts, and a conditional on a tensor gives
// a tensor: int32, float32, bool or string, by what Python had there. As long as it meets tensors
// of its own dtype, or Python numbers, nothing is lost. Anything else needs the number itself: a
// list index, NumPy, a format, a tensor of another dtype. A use is followed upwards through the
// expression it stands in, and through the one name it is bound to; what is met there decides. Uses
// that are not understood count as ones that need the number, but never for certain.

#include "core/preconditions/python_uses.h"

#include <algorithm>
#include <optional>

#include "core/staging/staging.h"
#include "core/syntax/own_rows.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Dtype;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr int kMaxSteps = 24;  // names and expressions on one way

class PythonUses {
 public:
  explicit PythonUses(const Body& body)
      : body_(body),
        tree_(body.tree),
        reader_(body.reader),
        scopes_(body.reader.program().scopes(body.file)) {}

  void read() {
    const NodeId own = reader_.program().function(body_.function).body;
    each_own_row(tree_, own, [&](NodeId row) {
      switch (tree_.kind(row)) {
        case NodeKind::If:
        case NodeKind::Elif:
        case NodeKind::While:
          tested(tree_.child(row, Field::Test));
          if (body_.symbolic(tree_.child(row, Field::Test))) left_behind(row);
          break;
        case NodeKind::For:
          if (body_.symbolic(tree_.child(row, Field::Iter))) left_behind(row);
          break;
        case NodeKind::Conditional:
          tested(tree_.child(row, Field::Test));
          if (body_.symbolic(tree_.child(row, Field::Test))) chosen(row);
          break;
        case NodeKind::Not:
        case NodeKind::BoolOp:
          for (NodeId part : tree_.children(row)) tested(part);
          break;
        case NodeKind::Compare:
          compared(row);
          break;
        case NodeKind::Call:
          called(row);
          break;
        default:
          break;
      }
    });
  }

 private:
  std::span<const ObjectId> objects(NodeId row) const {
    return row.exists() ? reader_.objects(body_.ref(row)) : std::span<const ObjectId>();
  }
  const Object& object(ObjectId o) const { return reader_.values()[o]; }

  /// The one dtype of all that it may be.
  Dtype dtype_of(NodeId row) const {
    Dtype out = Dtype::Unknown;
    for (ObjectId o : objects(row)) {
      if (object(o).kind != ObjectKind::Tensor) return Dtype::Unknown;
      if (out != Dtype::Unknown && object(o).dtype != out) return Dtype::Unknown;
      out = object(o).dtype;
    }
    return out;
  }

  void say(NodeId by, bool certain, NodeId at, std::string what) const {
    body_.add(Obstacle::UnconvertibleControl, certain, at, std::move(what),
              body_.taints.of(by).value);
  }

  /// Python takes any number for a truth value, a graph takes booleans.
  void tested(NodeId test) const {
    if (!body_.symbolic(test)) return;
    const Dtype dtype = dtype_of(test);
    if (dtype == Dtype::Unknown || dtype == Dtype::Bool) return;
    say(test, true, test,
        "the truth of " + body_.reader.quoted(body_.ref(test)) + " is asked for, a tensor of " +
            std::string(flow::dtype_name(dtype)));
  }

  void compared(NodeId row) const {
    const NodeId left = *tree_.children(row).begin();
    const auto holds = [&](NodeId display) {
      const NodeKind kind = tree_.kind(display);
      if (kind != NodeKind::Tuple && kind != NodeKind::List) return NodeId{};
      for (NodeId part : tree_.children(display))
        if (body_.symbolic(part)) return part;
      return NodeId{};
    };
    for (NodeId part : tree_.children(row)) {
      if (tree_.kind(part) != NodeKind::CompareOp) continue;
      const auto op = static_cast<Operator>(tree_[part].op);
      const NodeId right = tree_.child(part, Field::Value);
      if (op == Operator::Is || op == Operator::IsNot) continue;
      NodeId tensor;
      if (op == Operator::In || op == Operator::NotIn)
        tensor = body_.symbolic(left) ? left : body_.symbolic(right) ? right : holds(right);
      else
        tensor = holds(left).exists() ? holds(left) : holds(right);
      if (!tensor.exists()) continue;
      say(tensor, true, row,
          body_.reader.quoted(body_.ref(row)) + " compares the tensor " +
              body_.reader.quoted(body_.ref(tensor)) + " in Python");
    }
  }

  void called(NodeId row) const {
    const ApiRow* api = reader_.called_api(body_.ref(row));
    if (api == nullptr) return;
    const std::vector<NodeId> given = reader_.arguments(body_.ref(row));
    if (api->has(Trait::StagedCast)) {
      if (given.empty() || !body_.symbolic(given.front())) return;
      const bool integer = api->result == ApiResult::Int;
      return follow(row, given.front(), integer ? Dtype::Int32 : Dtype::Float32);
    }
    if (api->has(Trait::Compares) || api->has(Trait::TestsTruth)) elements_compared(row, given);
  }

  /// `max(a, b)`, `sorted(tensors)`, `any(t > 0 for t in tensors)`
  void elements_compared(NodeId row, const std::vector<NodeId>& given) const {
    NodeId tensor;
    for (NodeId argument : given) {
      if (tree_.kind(argument) == NodeKind::Keyword) continue;
      const NodeKind kind = tree_.kind(argument);
      const bool display = kind == NodeKind::Generator || kind == NodeKind::ListComp ||
                           kind == NodeKind::List || kind == NodeKind::Tuple;
      if (display) {
        for (NodeId part : tree_.children(argument))
          if (body_.symbolic(part)) tensor = part;
      } else if (body_.symbolic(argument) && given.size() > 1) {
        tensor = argument;
      } else if (body_.taints.of(argument).value != 0 && holds_tensors(argument)) {
        tensor = argument;
      }
    }
    if (tensor.exists())
      say(tensor, true, row,
          body_.reader.quoted(body_.ref(row)) + " compares the tensors " +
              body_.reader.quoted(body_.ref(tensor)) + " in Python");
  }

  bool holds_tensors(NodeId row) const {
    bool some = false;
    for (ObjectId o : objects(row)) {
      const ObjectKind kind = object(o).kind;
      if (kind != ObjectKind::List && kind != ObjectKind::Tuple) return false;
      for (flow::ValueId part : reader_.engine().parts_of(o))
        for (ObjectId held : reader_.values().objects(part)) {
          if (object(held).kind != ObjectKind::Tensor) return false;
          some = true;
        }
    }
    return some;
  }

  /// `a if t else b`
  void chosen(NodeId row) const {
    const NodeId test = tree_.child(row, Field::Test);
    std::optional<Dtype> dtype;
    for (NodeId part : tree_.children(row)) {
      if (part == test) continue;
      const std::optional<Dtype> one = python_dtype(part);
      if (!one) return refused(row, part, test);
      if (*one == Dtype::Unknown || (dtype && *dtype != *one)) return;
      dtype = one;
    }
    if (dtype) follow(row, test, *dtype);
  }

  void refused(NodeId row, NodeId part, NodeId test) const {
    for (ObjectId o : objects(part)) {
      const ObjectKind kind = object(o).kind;
      if (kind != ObjectKind::Function && kind != ObjectKind::External &&
          kind != ObjectKind::Class && kind != ObjectKind::BoundMethod)
        return;
    }
    say(test, true, row,
        body_.reader.quoted(body_.ref(part)) + " is chosen by the tensor " +
            body_.reader.quoted(body_.ref(test)) + ", and no tensor can be made of it");
  }

  /// Of Python numbers and texts; Unknown of tensors, nothing of what is neither.
  std::optional<Dtype> python_dtype(NodeId row) const {
    std::optional<Dtype> out;
    for (ObjectId o : objects(row)) {
      Dtype one = Dtype::Unknown;
      switch (object(o).kind) {
        case ObjectKind::Int:
          one = Dtype::Int32;
          break;
        case ObjectKind::Float:
          one = Dtype::Float32;
          break;
        case ObjectKind::Bool:
          one = Dtype::Bool;
          break;
        case ObjectKind::Str:
          one = Dtype::String;
          break;
        case ObjectKind::Function:
        case ObjectKind::External:
        case ObjectKind::Class:
        case ObjectKind::BoundMethod:
          return std::nullopt;
        default:
          return Dtype::Unknown;
      }
      if (out && *out != one) return Dtype::Unknown;
      out = one;
    }
    return out ? out : Dtype::Unknown;
  }

  /// Names that the branches or rounds of a staged statement bind to Python numbers.
  void left_behind(NodeId statement) const {
    const NodeId by = tree_.kind(statement) == NodeKind::For ? tree_.child(statement, Field::Iter)
                                                             : tree_.child(statement, Field::Test);
    std::vector<SymbolId> done;
    for (auto i = static_cast<std::uint32_t>(statement.index()); i < tree_.end_of(statement); ++i) {
      const NodeId row = NodeId::from_index(i);
      const SymbolId symbol = scopes_.symbol_of[i];
      const NodeId around = tree_.parent(row);
      const NodeKind kind = tree_.kind(around);
      if (tree_.kind(row) != NodeKind::Name || tree_[row].field != Field::Target ||
          (kind != NodeKind::Assign && kind != NodeKind::AugAssign) || !symbol.exists() ||
          std::find(done.begin(), done.end(), symbol) != done.end())
        continue;
      const std::optional<Dtype> dtype = python_dtype(tree_.child(around, Field::Value));
      if (!dtype || *dtype == Dtype::Unknown) continue;
      // `s *= 0.5` of a tensor stays one.
      if (kind == NodeKind::AugAssign && python_dtype(row).value_or(Dtype::Unknown) != *dtype)
        continue;
      done.push_back(symbol);
      int steps = 0;
      if (const NodeId use =
              use_of(symbol, NodeId::from_index(tree_.end_of(statement)), *dtype, steps);
          use.exists())
        needs_number(use, by, body_.reader.quoted(body_.ref(row)));
    }
  }

  void follow(NodeId row, NodeId by, Dtype dtype) const {
    int steps = 0;
    if (const NodeId use = number_needed(row, dtype, steps); use.exists())
      needs_number(use, by, body_.reader.quoted(body_.ref(row)));
  }

  void needs_number(NodeId use, NodeId by, const std::string& what) const {
    say(by, false, use,
        what + " is a tensor in a graph, and " + body_.reader.quoted(body_.ref(use)) +
            " may need the number");
  }

  /// A use of the name from `first` on that needs the number; none = there is no such.
  NodeId use_of(SymbolId symbol, NodeId first, Dtype dtype, int& steps) const {
    const NodeId own = reader_.program().function(body_.function).body;
    for (auto i = static_cast<std::uint32_t>(first.index()); i < tree_.end_of(own); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (scopes_.symbol_of[i] != symbol || tree_.kind(row) != NodeKind::Name) continue;
      if (tree_[row].field == Field::Target) {
        if (tree_.kind(tree_.parent(row)) == NodeKind::Assign) return {};  // another value
        continue;
      }
      if (const NodeId use = number_needed(row, dtype, steps); use.exists()) return use;
    }
    return {};
  }

  /// The place above `row` that needs the number, and not a tensor of this dtype.
  NodeId number_needed(NodeId row, Dtype dtype, int& steps) const {
    for (NodeId up = tree_.parent(row); up.exists(); row = up, up = tree_.parent(up)) {
      if (++steps > kMaxSteps) return up;
      switch (tree_.kind(up)) {
        case NodeKind::Keyword:
        case NodeKind::Arguments:
        case NodeKind::UnaryOp:
        case NodeKind::Conditional:
          if (tree_[row].field == Field::Test) return dtype == Dtype::Bool ? NodeId{} : up;
          break;
        case NodeKind::BinOp:
          if (const Outcome met = meets(up, row, dtype); met != Outcome::Stays)
            return met == Outcome::Fails ? up : NodeId{};
          break;
        case NodeKind::Compare:
        case NodeKind::CompareOp:
          return compares(up, row, dtype) ? NodeId{} : up;
        case NodeKind::Call:
          return takes(up, row, dtype) ? NodeId{} : up;
        case NodeKind::Tuple:
        case NodeKind::List:
          if (in_shape(up)) return {};
          if (tree_.kind(tree_.parent(up)) == NodeKind::Return) return {};
          return up;
        case NodeKind::Slice:
          break;
        case NodeKind::Subscript:
          return tree_[row].field != Field::Object && body_.symbolic(tree_.child(up, Field::Object))
                     ? NodeId{}
                     : up;
        case NodeKind::AugAssign:
          if (const Outcome met = meets(up, row, dtype); met != Outcome::Stays)
            return met == Outcome::Fails ? up : NodeId{};
          [[fallthrough]];
        case NodeKind::Assign:
          for (NodeId target : tree_.children(up)) {
            if (tree_[target].field != Field::Target) continue;
            if (tree_.kind(target) != NodeKind::Name) return {};
            const SymbolId symbol = scopes_.symbol_of[target.index()];
            if (const NodeId use =
                    use_of(symbol, NodeId::from_index(tree_.end_of(up)), dtype, steps);
                use.exists())
              return use;
          }
          return {};
        case NodeKind::If:
        case NodeKind::Elif:
        case NodeKind::While:
        case NodeKind::Not:
        case NodeKind::BoolOp:
          return dtype == Dtype::Bool ? NodeId{} : up;
        case NodeKind::Pair:
        case NodeKind::Return:
        case NodeKind::ExprStmt:
        case NodeKind::Yield:
          return {};
        default:
          return up;
      }
    }
    return {};
  }

  enum class Outcome : std::uint8_t { Stays, Tensor, Fails };
  /// What comes of an operation on it and what stands on the other side.
  Outcome meets(NodeId operation, NodeId row, Dtype dtype) const {
    NodeId other;
    for (NodeId part : tree_.children(operation))
      if (part != row) other = part;
    const auto op = static_cast<Operator>(tree_[operation].op);
    if (body_.symbolic(other)) {
      const Dtype met = dtype_of(other);
      return met == dtype || (met == Dtype::Unknown && dtype == Dtype::Float32) ? Outcome::Tensor
                                                                                : Outcome::Fails;
    }
    const std::optional<Dtype> number = python_dtype(other);
    const bool divides = op == Operator::Div && dtype == Dtype::Int32;
    if (divides || !number || dtype == Dtype::String) return Outcome::Fails;
    const bool same = *number == dtype || (*number == Dtype::Int32 && dtype == Dtype::Float32);
    return same ? Outcome::Stays : Outcome::Fails;
  }

  bool compares(NodeId comparison, NodeId row, Dtype dtype) const {
    if (tree_.kind(comparison) == NodeKind::CompareOp) {
      const auto op = static_cast<Operator>(tree_[comparison].op);
      if (op == Operator::In || op == Operator::NotIn) return false;
      comparison = tree_.parent(comparison);
    }
    for (NodeId part : tree_.children(comparison)) {
      NodeId other = part;
      if (tree_.kind(part) == NodeKind::CompareOp) {
        const auto op = static_cast<Operator>(tree_[part].op);
        if (op == Operator::In || op == Operator::NotIn) return false;
        if (part == row) continue;
        other = tree_.child(part, Field::Value);
      }
      if (other == row) continue;
      const std::optional<Dtype> number = python_dtype(other);
      if (body_.symbolic(other) ? dtype_of(other) != dtype && dtype_of(other) != Dtype::Unknown
                                : !number || !(*number == dtype || (*number == Dtype::Int32 &&
                                                                    dtype == Dtype::Float32)))
        return false;
    }
    return true;
  }

  /// An argument of an operation that makes a tensor of it, of a dtype that the others allow.
  bool takes(NodeId call, NodeId row, Dtype dtype) const {
    if (tree_[row].field == Field::Function) return false;
    const ApiRow* api = reader_.called_api(body_.ref(call));
    if (api == nullptr) return false;
    if (api->has(Trait::StagedRange)) return is_plain_loop(call);
    if (api->has(Trait::StagedCast) || api->has(Trait::Print)) return true;
    if (!api->has(Trait::Op) || api->has(Trait::TakesConstant)) return false;
    if (!api->has(Trait::Elementwise)) return true;
    for (NodeId argument : reader_.arguments(body_.ref(call)))
      if (body_.symbolic(argument) && dtype_of(argument) != dtype &&
          (dtype_of(argument) != Dtype::Unknown || dtype == Dtype::Int32))
        return false;
    return true;
  }

  /// `for _ in range(n)` that asks for no number and changes no list: TensorFlow's own loop.
  bool is_plain_loop(NodeId call) const {
    const NodeId loop = tree_.parent(call);
    if (tree_.kind(loop) != NodeKind::For || tree_[call].field != Field::Iter) return false;
    const NodeId target = tree_.child(loop, Field::Target);
    const NodeId body = tree_.child(loop, Field::Body);
    if (tree_.kind(target) != NodeKind::Name) return false;
    const SymbolId counter = scopes_.symbol_of[target.index()];
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) == NodeKind::Name && scopes_.symbol_of[i] == counter) return false;
      if (tree_.kind(row) != NodeKind::Call) continue;
      const ApiRow* api = reader_.called_api(body_.ref(row));
      if (api != nullptr && api->has(Trait::Mutates)) return false;
    }
    return true;
  }

  /// `tf.reshape(x, [n, -1])`: TensorFlow packs it.
  bool in_shape(NodeId display) const {
    NodeId up = tree_.parent(display);
    if (tree_.kind(up) == NodeKind::Keyword) up = tree_.parent(up);
    if (tree_.kind(up) != NodeKind::Arguments) return false;
    const ApiRow* api = reader_.called_api(body_.ref(tree_.parent(up)));
    return api != nullptr && api->has(Trait::Op) && !api->has(Trait::TakesConstant);
  }

  const Body& body_;
  const Tree& tree_;
  const ProgramReader& reader_;
  const ScopeTree& scopes_;
};

}  // namespace

void read_python_uses(const Body& body) {
  PythonUses(body).read();
}

}  // namespace hyb
