#include "core/facts/demand.h"

#include <algorithm>

#include "core/tensorflow/method_names.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

bool mentions(std::string_view rule, std::string_view parameter) {
  if (parameter.empty()) return false;
  for (std::size_t at = rule.find(parameter); at != std::string_view::npos;
       at = rule.find(parameter, at + 1)) {
    const std::size_t end = at + parameter.size();
    const auto word = [](char c) {
      return c == '_' || std::isalnum(static_cast<unsigned char>(c));
    };
    if ((at == 0 || !word(rule[at - 1])) && (end == rule.size() || !word(rule[end]))) return true;
  }
  return false;
}

/// The argument decides the element type of the result: it is an operand, no axis or option.
bool is_operand(const ApiRow& row, std::string_view parameter) {
  if (mentions(row.dtype, parameter) || mentions(row.parts, parameter)) return parameter != "dtype";
  const int index = parameter_index(row, parameter);
  if (index < 0) return false;
  // Of another type than the result, as in `encode_png(image)`: its shape counts, at least.
  if (index == 0 && row.has(Trait::Op) && !row.has(Trait::TakesShape) && parameter != "shape" &&
      !row.dtype.empty() && row.dtype.find('(') == std::string_view::npos &&
      mentions(row.shape, parameter))
    return true;
  const std::string position = std::to_string(index);
  return mentions(row.dtype, position) || mentions(row.parts, position);
}

}  // namespace

Demand::Demand(const Facts& facts) : facts_(facts) {
  const Program& program = facts.program();
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < program.functions().size(); ++i) {
    first_.push_back(count);
    count +=
        static_cast<std::uint32_t>(program.function(FunctionId::from_index(i)).parameters.size());
  }
  demands_.assign(count, Tri::No);
  objects_.assign(count, false);
  users_.resize(count);
  for (std::size_t i = 0; i < program.functions().size(); ++i) read(FunctionId::from_index(i));
  spread(Tri::Unknown);
  spread(Tri::Yes);
}

bool Demand::used_as_object(FileId file, NodeId name) const {
  const Tree& tree = facts_.program().tree(file);
  const NodeId parent = tree.parent(name);
  if (tree.kind(parent) == NodeKind::Call) return tree.child(parent, Field::Function) == name;
  if (tree.kind(parent) != NodeKind::Attribute || tree.child(parent, Field::Object) != name)
    return false;
  const std::string_view attribute = facts_.text(tree[parent].name);
  if (attribute.starts_with("__") || attribute == "real" || attribute == "imag") return false;
  constexpr std::string_view kBuiltin[] = {"builtins.str",   "builtins.list", "builtins.dict",
                                           "builtins.tuple", "builtins.set",  "builtins.int",
                                           "builtins.float"};
  return std::none_of(std::begin(kBuiltin), std::end(kBuiltin),
                      [&](std::string_view cls) { return find_method(cls, attribute) != nullptr; });
}

// Yes outranks Unknown, which outranks No.
void Demand::spread(Tri demand) {
  std::vector<std::uint32_t> todo;
  for (std::uint32_t i = 0; i < demands_.size(); ++i)
    if (demands_[i] == demand) todo.push_back(i);
  while (!todo.empty()) {
    const std::uint32_t from = todo.back();
    todo.pop_back();
    for (std::uint32_t user : users_[from]) {
      if (demands_[user] == demand || demands_[user] == Tri::Yes) continue;
      demands_[user] = demand;
      todo.push_back(user);
    }
  }
}

/// Calls `each(parameter, name)` for the names of parameters in a body.
template <class Each>
void Demand::each_use(FunctionId id, Each&& each) const {
  const FunctionInfo& info = facts_.program().function(id);
  if (!info.body.exists() || info.parameters.empty()) return;
  const Tree& tree = facts_.program().tree(info.file);
  const ScopeTree& scopes = facts_.program().scopes(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const SymbolId symbol = scopes.symbol_of[i];
    if (!symbol.exists() || !scopes.symbols[symbol].parameter) continue;
    const NodeId name = NodeId::from_index(i);
    if (tree.kind(name) != NodeKind::Name) continue;
    for (std::size_t p = 0; p < info.parameters.size(); ++p)
      if (info.parameters[p].symbol == symbol) each(p, name);
  }
}

void Demand::read(FunctionId id) {
  const FileId file = facts_.program().function(id).file;
  std::vector<std::uint32_t> handed;
  each_use(id, [&](std::size_t p, NodeId name) {
    const std::uint32_t entry = first_[id.index()] + static_cast<std::uint32_t>(p);
    if (used_as_object(file, name)) objects_[entry] = true;
    handed.clear();
    const Use use = classify(file, name, handed);
    for (std::uint32_t to : handed) users_[to].push_back(entry);
    if (use == Use::Tensor) demands_[entry] = Tri::Yes;
    if (use == Use::Unknown && demands_[entry] == Tri::No) demands_[entry] = Tri::Unknown;
  });
}

std::vector<Demand::DecidingUse> Demand::uses(FunctionId function, std::size_t parameter) const {
  std::vector<DecidingUse> out;
  std::vector<NodeRef> way;
  std::vector<bool> seen(demands_.size(), false);
  add_uses(first_[function.index()] + static_cast<std::uint32_t>(parameter), way, seen, out);
  return out;
}

void Demand::add_uses(std::uint32_t entry, std::vector<NodeRef>& way, std::vector<bool>& seen,
                      std::vector<DecidingUse>& out) const {
  if (seen[entry]) return;  // what it is handed on by again says nothing new
  seen[entry] = true;
  const auto after = std::upper_bound(first_.begin(), first_.end(), entry);
  const FunctionId function =
      FunctionId::from_index(static_cast<std::size_t>(after - first_.begin() - 1));
  const FileId file = facts_.program().function(function).file;
  each_use(function, [&](std::size_t p, NodeId name) {
    if (first_[function.index()] + p != entry) return;
    std::vector<std::uint32_t> handed;
    const Use use = classify(file, name, handed);
    way.push_back({file, name});
    if (use == Use::Tensor || use == Use::Unknown)
      out.push_back({way, use == Use::Tensor ? Tri::Yes : Tri::Unknown});
    for (std::uint32_t next : handed)
      if (demands_[next] != Tri::No) add_uses(next, way, seen, out);
    way.pop_back();
  });
}

Demand::Use Demand::classify(FileId file, NodeId name, std::vector<std::uint32_t>& handed) const {
  const Tree& tree = facts_.program().tree(file);
  const NodeId parent = tree.parent(name);
  const auto other_is_tensor = [&](NodeId operand) {
    return operand.exists() && operand != name && facts_.is_tensor({file, operand}) == Tri::Yes;
  };
  switch (tree.kind(parent)) {
    case NodeKind::Arguments:
      return as_argument(file, name, tree.parent(parent), handed);
    case NodeKind::Keyword:
      return tree.kind(tree.parent(parent)) == NodeKind::Arguments
                 ? as_argument(file, parent, tree.parent(tree.parent(parent)), handed)
                 : Use::Other;
    case NodeKind::Starred:
    case NodeKind::DoubleStarred:
      return Use::Other;
    case NodeKind::Attribute: {
      // Fields of tensors that arrays and other objects do not have.
      const ApiRow* row = find_method(kTensorClass, facts_.text(tree[parent].name));
      const ApiRow* array =
          find_exact_api("numpy.ndarray." + std::string(facts_.text(tree[parent].name)));
      return row != nullptr && array == nullptr && row->name.starts_with("tensorflow.Tensor.") &&
                     (row->has(Trait::Op) || row->has(Trait::Host) ||
                      row->result == ApiResult::Shape)
                 ? Use::Tensor
                 : Use::Other;
    }
    case NodeKind::Assign:  // `if x is None: x = tensor`
      return tree[name].field == Field::Target && stands_for_none(file, parent, name) &&
                     facts_.is_tensor({file, tree.child(parent, Field::Value)}) == Tri::Yes
                 ? Use::Tensor
                 : Use::Other;
    case NodeKind::BinOp:
    case NodeKind::AugAssign:
    case NodeKind::Compare:
    case NodeKind::CompareOp: {
      const NodeId whole = tree.kind(parent) == NodeKind::CompareOp ? tree.parent(parent) : parent;
      for (NodeId child : tree.children(whole)) {
        if (other_is_tensor(child)) return Use::Tensor;
        if (tree.kind(child) == NodeKind::CompareOp &&
            other_is_tensor(tree.child(child, Field::Value)))
          return Use::Tensor;
      }
      return Use::Other;
    }
    default:
      return Use::Other;
  }
}

// The statement runs where the name is None.
bool Demand::stands_for_none(FileId file, NodeId statement, NodeId name) const {
  const Tree& tree = facts_.program().tree(file);
  const NodeId block = tree.parent(statement);
  const NodeId test = tree.child(tree.parent(block), Field::Test);
  if (tree.kind(tree.parent(block)) != NodeKind::If || tree[block].field != Field::Body ||
      tree.kind(test) != NodeKind::Compare)
    return false;
  NodeId part;
  bool same = false;
  for (NodeId child : tree.children(test)) {
    if (tree.kind(child) == NodeKind::CompareOp) {
      if (part.exists()) return false;
      part = child;
    } else {
      same = tree.kind(child) == NodeKind::Name && tree[child].name == tree[name].name;
    }
  }
  return same && part.exists() && static_cast<Operator>(tree[part].op) == Operator::Is &&
         tree.kind(tree.child(part, Field::Value)) == NodeKind::None;
}

Demand::Use Demand::as_argument(FileId file, NodeId argument, NodeId call,
                                std::vector<std::uint32_t>& handed) const {
  const Tree& tree = facts_.program().tree(file);
  if (tree.kind(call) != NodeKind::Call) return Use::Other;
  const NodeRef at{file, call};
  if (const ApiRow* row = facts_.called_api(at)) {
    if (row->name == "builtins.isinstance") return tested(file, call);
    if (row->name.starts_with("builtins.") || row->name.starts_with("numpy.")) return Use::Other;
    if (row->is_class && !row->has(Trait::Layer)) return Use::Other;
    std::string_view parameter;
    if (tree.kind(argument) == NodeKind::Keyword) {
      parameter = facts_.text(tree[argument].name);
    } else {
      std::size_t position = 0;
      for (NodeId child : tree.children(tree.parent(argument))) {
        if (child == argument) break;
        ++position;
      }
      parameter = parameter_at(*row, position);
    }
    if (is_operand(*row, parameter)) return Use::Tensor;
    return row->dtype.empty() && row->has(Trait::Op) && parameter_index(*row, parameter) <= 0
               ? Use::Tensor
               : Use::Other;
  }
  const NodeId callee = tree.child(call, Field::Function);
  const auto objects = facts_.values().objects(facts_.value({file, callee}));
  for (ObjectId o : objects) {
    const Object& object = facts_.values()[o];
    if (object.kind == ObjectKind::Unknown)
      return is_tensor_method(file, callee, argument) ? Use::Tensor : Use::Unknown;
    if (object.kind != ObjectKind::ExternalInstance) continue;
    const ApiRow* made = find_api(facts_.text(object.name));
    if (made != nullptr && (made->has(Trait::Layer) || made->name.starts_with("keras.losses.") ||
                            made->name.starts_with("keras.metrics.")))
      return Use::Tensor;
  }
  return handed_on(at, argument, handed);
}

// The first argument of a method that only operations have: `metric.update_state(x)`.
bool Demand::is_tensor_method(FileId file, NodeId callee, NodeId argument) const {
  const Tree& tree = facts_.program().tree(file);
  if (tree.kind(callee) != NodeKind::Attribute || tree.kind(argument) == NodeKind::Keyword ||
      *tree.children(tree.parent(argument)).begin() != argument)
    return false;
  const auto rows = methods_named(facts_.text(tree[callee].name));
  return !rows.empty() && std::all_of(rows.begin(), rows.end(), [](const ApiRow* row) {
    return row->has(Trait::Op) && row->has(Trait::Updates);
  });
}

// `isinstance(x, tf.Tensor)`: somebody expects one.
Demand::Use Demand::tested(FileId file, NodeId call) const {
  const Tree& tree = facts_.program().tree(file);
  NodeId last;
  for (NodeId child : tree.children(tree.child(call, NodeKind::Arguments))) last = child;
  std::string storage;
  for (ObjectId o : facts_.values().objects(facts_.value({file, last}))) {
    const Object& object = facts_.values()[o];
    if (object.kind == ObjectKind::External &&
        derives_from(canonical_path(facts_.text(object.name), storage), kTensorClass))
      return Use::Tensor;
  }
  return Use::Other;
}

// To which parameter of which function of the project the argument goes.
Demand::Use Demand::handed_on(NodeRef call, NodeId argument,
                              std::vector<std::uint32_t>& handed) const {
  const Program& program = facts_.program();
  const Tree& tree = program.tree(call.file);
  bool keyword = tree.kind(argument) == NodeKind::Keyword;
  std::size_t position = 0;
  if (!keyword)
    for (NodeId child : tree.children(tree.parent(argument))) {
      if (child == argument) break;
      ++position;
    }
  Use out = Use::Other;
  const NodeId callee_row = tree.child(call.node, Field::Function);
  for (const Facts::Callee& callee : facts_.callees(call)) {
    const FunctionInfo& info = program.function(callee.function);
    std::size_t shift = 0;
    for (ObjectId o : facts_.values().objects(facts_.value({call.file, callee_row}))) {
      const ObjectKind kind = facts_.values()[o].kind;
      if (kind == ObjectKind::BoundMethod || kind == ObjectKind::Class ||
          kind == ObjectKind::Instance)
        shift = info.owner.exists() ? 1 : 0;
    }
    for (std::size_t p = 0; p < info.parameters.size(); ++p) {
      const Parameter& parameter = info.parameters[p];
      const bool meant = keyword ? parameter.name == tree[argument].name
                                 : p == position + shift && !parameter.keyword_only;
      if (!meant) continue;
      handed.push_back(first_[callee.function.index()] + static_cast<std::uint32_t>(p));
      out = Use::Handed;
    }
  }
  return out;
}

}  // namespace hyb
