// A way is walked frame by frame, from the outermost call in. In each frame a few facts are known
// of a few subjects (a variable bound once, or an attribute of one): that it is true or false, that
// it is None or not.
//
//   1. The tests around the next call, and those before it that leave the function, must come out
//      as the way needs them. One that contradicts what is known rules the way out; else its answer
//      is known from here on.
//   2. Into the callee goes what is known of each argument, by parameter: of a constant, of a
//      default where nothing is given, of a name or attribute with the answers so far; of the
//      receiver with its attributes. Of an argument that nobody knows: that it is not None, as
//      nothing says so. What is known of variables of functions around the callee stays.
//   3. Anything else (a rebound variable, `*args`, a property) is not known, and rules nothing out.
//
// An attribute is taken not to change between two tests of it on one way.

#include "core/tensorflow/possible_way.h"

#include <algorithm>

#include "core/syntax/leaving_block.h"

namespace hyb {

using flow::CallEdge;
using flow::ObjectKind;
using flow::Passage;

namespace {

bool opens_function(NodeKind kind) {
  return kind == NodeKind::FunctionDef || kind == NodeKind::Lambda;
}

}  // namespace

// The variable, bound once in a function or not yet bound again, or its attribute.
bool PossibleWay::subject(FileId file, NodeId row, Asked& out) const {
  const Tree& tree = program_.tree(file);
  if (tree.kind(row) == NodeKind::Attribute) {
    out.attribute = tree[row].name;
    row = tree.child(row, Field::Object);
  }
  if (!row.exists() || tree.kind(row) != NodeKind::Name) return false;
  const ScopeTree& scopes = program_.scopes(file);
  out.symbol = scopes.symbol_of[row.index()];
  if (!out.symbol.exists()) return false;
  const Symbol& symbol = scopes.symbols[out.symbol];
  return scopes.scopes[symbol.scope].kind == ScopeKind::Function && !symbol.rebound_elsewhere &&
         (symbol.binding_count == 1 || (symbol.parameter && still_given(file, symbol, row)));
}

// What binds the parameter again stands behind the row, and no loop leads back.
bool PossibleWay::still_given(FileId file, const Symbol& parameter, NodeId row) const {
  const Tree& tree = program_.tree(file);
  const ScopeTree& scopes = program_.scopes(file);
  for (std::uint32_t b = 0; b < parameter.binding_count; ++b) {
    const Binding& binding = scopes.bindings[parameter.first_binding + b];
    if (binding.kind != BindingKind::Parameter && binding.node < row) return false;
  }
  for (NodeId up = tree.parent(row); up.exists() && !opens_function(tree.kind(up));
       up = tree.parent(up))
    if (tree.kind(up) == NodeKind::For || tree.kind(up) == NodeKind::While) return false;
  return true;
}

void PossibleWay::add(FileId file, NodeId test, bool wanted, std::vector<Asked>& out) const {
  const Tree& tree = program_.tree(file);
  if (!test.exists()) return;
  switch (tree.kind(test)) {
    case NodeKind::Not:
      add(file, tree.child(test, Field::Value), !wanted, out);
      return;
    case NodeKind::BoolOp:
      if ((static_cast<Operator>(tree[test].op) == Operator::And) != wanted) return;
      add(file, tree.child(test, Field::Left), wanted, out);
      add(file, tree.child(test, Field::Right), wanted, out);
      return;
    case NodeKind::BinOp: {  // `isinstance(x, str) & flag`
      const auto op = static_cast<Operator>(tree[test].op);
      if (op != (wanted ? Operator::BitAnd : Operator::BitOr)) return;
      add(file, tree.child(test, Field::Left), wanted, out);
      add(file, tree.child(test, Field::Right), wanted, out);
      return;
    }
    case NodeKind::Compare: {
      NodeId left;
      NodeId op;
      for (NodeId child : tree.children(test)) {
        if (tree.kind(child) != NodeKind::CompareOp) {
          left = child;
        } else {
          if (op.exists()) return;
          op = child;
        }
      }
      if (!op.exists() || !left.exists()) return;
      const auto compared = static_cast<Operator>(tree[op].op);
      if (compared != Operator::Is && compared != Operator::IsNot) return;
      if (tree.kind(tree.child(op, Field::Value)) != NodeKind::None) return;
      Asked asked;
      asked.none = true;
      asked.wanted = (compared == Operator::Is) == wanted;
      if (subject(file, left, asked)) out.push_back(asked);
      return;
    }
    case NodeKind::Name:
    case NodeKind::Attribute: {
      Asked asked;
      asked.wanted = wanted;
      if (subject(file, test, asked)) out.push_back(asked);
      return;
    }
    default:
      return;
  }
}

// The tests around the row, and before it in its blocks, up to its function.
void PossibleWay::collect(NodeRef at, std::vector<Asked>& out) const {
  const Tree& tree = program_.tree(at.file);
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    const Field field = tree[below].field;
    if (opens_function(kind) && field == Field::Body) return;
    switch (kind) {
      case NodeKind::If:
      case NodeKind::Conditional:
        if (field != Field::Test)
          add(at.file, tree.child(up, Field::Test), field == Field::Body, out);
        break;
      case NodeKind::Elif:
        if (field == Field::Body) add(at.file, tree.child(up, Field::Test), true, out);
        break;
      case NodeKind::BoolOp:
        if (field == Field::Right)
          add(at.file, tree.child(up, Field::Left),
              static_cast<Operator>(tree[up].op) == Operator::And, out);
        break;
      case NodeKind::Block:
        for (NodeId before : tree.children(up)) {
          if (before == below) break;
          if (tree.kind(before) == NodeKind::If &&
              leaves_function(tree, tree.child(before, Field::Body)))
            add(at.file, tree.child(before, Field::Test), false, out);
        }
        break;
      default:
        break;
    }
  }
}

bool PossibleWay::tested(NodeRef at) const {
  std::vector<Asked> asked;
  collect(at, asked);
  return !asked.empty();
}

PossibleWay::Known& PossibleWay::known(Facts& facts, const Subject& subject) {
  for (auto& [of, known] : facts)
    if (of == subject) return known;
  return facts.emplace_back(subject, Known{}).second;
}

bool PossibleWay::agree(FileId file, std::span<const Asked> asked, Facts& facts) {
  for (const Asked& each : asked) {
    Known& known = PossibleWay::known(facts, {file, each.symbol, each.attribute});
    Tri& answer = each.none ? known.none : known.truth;
    if (answer == tri(!each.wanted)) return false;
    answer = tri(each.wanted);
    // None is false, what is true is not None.
    if (each.none && each.wanted) {
      if (known.truth == Tri::Yes) return false;
      known.truth = Tri::No;
    } else if (!each.none && each.wanted) {
      if (known.none == Tri::Yes) return false;
      known.none = Tri::No;
    }
  }
  return true;
}

// Nothing that is known of the value says that it may be None.
bool PossibleWay::never_none(NodeRef value) const {
  const auto objects = engine_.values().objects(engine_.value_of(value));
  return !objects.empty() && std::none_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
    return engine_.values()[o].kind == ObjectKind::None;
  });
}

// What is known of the value a parameter is bound to.
void PossibleWay::bind(FileId from, NodeId value, FileId to, SymbolId parameter,
                       const Facts& outside, Facts& inside) const {
  const Tree& tree = program_.tree(from);
  Known known;
  switch (tree.kind(value)) {
    case NodeKind::None:
      known = {Tri::No, Tri::Yes};
      break;
    case NodeKind::True:
      known = {Tri::Yes, Tri::No};
      break;
    case NodeKind::False:
      known = {Tri::No, Tri::No};
      break;
    case NodeKind::Name:
    case NodeKind::Attribute: {
      Asked asked;
      if (!subject(from, value, asked)) break;
      for (const auto& [subject, of] : outside) {
        const auto& [file, symbol, attribute] = subject;
        if (file != from || symbol != asked.symbol) continue;
        if (attribute == asked.attribute) known = of;
        // The object with what is known of its attributes.
        if (tree.kind(value) == NodeKind::Name && attribute.exists())
          PossibleWay::known(inside, {to, parameter, attribute}) = of;
      }
      break;
    }
    default:
      break;
  }
  if (known.none == Tri::Unknown && never_none({from, value})) known.none = Tri::No;
  if (known.truth != Tri::Unknown || known.none != Tri::Unknown)
    PossibleWay::known(inside, {to, parameter, NameId{}}) = known;
}

// Arguments and defaults of a call that is written as one.
void PossibleWay::hand_over(const CallEdge& edge, const Facts& outside, Facts& inside) const {
  const FileId from = edge.site.file;
  const Tree& tree = program_.tree(from);
  const FunctionInfo& info = program_.function(edge.callee);
  if (tree.kind(edge.site.node) != NodeKind::Call || edge.passage == Passage::Construct) return;
  const bool keras = edge.passage == Passage::KerasCall;
  if (!keras && edge.passage != Passage::Call && edge.passage != Passage::Graph) return;
  const NodeId function = tree.child(edge.site.node, Field::Function);
  std::size_t shift = 0;
  if (keras) {
    shift = 1;
  } else if (info.owner.exists() && function.exists() &&
             tree.kind(function) == NodeKind::Attribute && !info.parameters.empty()) {
    const NodeId object = tree.child(function, Field::Object);
    const auto objects = engine_.values().objects(engine_.value_of({from, object}));
    const bool bound = std::none_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
      return engine_.values()[o].kind == ObjectKind::Class;
    });
    if (!bound) return;
    shift = 1;
    const SymbolId receiver = info.parameters.front().symbol;
    if (tree.kind(object) == NodeKind::Call) {  // super().f(…): the receiver of the caller
      const bool super = edge.caller.exists() &&
                         std::any_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
                           return engine_.values()[o].kind == ObjectKind::Super;
                         });
      if (super && !program_.function(edge.caller).parameters.empty()) {
        const SymbolId own = program_.function(edge.caller).parameters.front().symbol;
        for (const auto& [subject, known] : outside)
          if (std::get<0>(subject) == from && std::get<1>(subject) == own)
            PossibleWay::known(inside, {info.file, receiver, std::get<2>(subject)}) = known;
      }
    } else {
      bind(from, object, info.file, receiver, outside, inside);
    }
  }
  const NodeId arguments = tree.child(edge.site.node, NodeKind::Arguments);
  std::vector<bool> given(info.parameters.size(), false);
  std::size_t position = shift;
  bool open = false;
  if (arguments.exists())
    for (NodeId argument : tree.children(arguments)) {
      NodeId value = argument;
      std::size_t at = info.parameters.size();
      const NodeKind kind = tree.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) {
        open = true;
        continue;
      }
      if (kind == NodeKind::Keyword) {
        value = tree.child(argument, Field::Value);
        for (std::size_t p = shift; p < info.parameters.size(); ++p)
          if (info.parameters[p].name == tree[argument].name) at = p;
      } else if (!open) {
        at = position++;
      }
      if (at >= info.parameters.size() || !value.exists()) continue;
      if (info.parameters[at].kind != ParameterKind::Positional) continue;
      given[at] = true;
      bind(from, value, info.file, info.parameters[at].symbol, outside, inside);
    }
  // Keras gives `training` a value of its own; who unpacks may give anything.
  if (open || keras) return;
  for (std::size_t p = shift; p < info.parameters.size(); ++p)
    if (!given[p] && info.parameters[p].default_value.exists())
      bind(info.file, info.parameters[p].default_value, info.file, info.parameters[p].symbol, {},
           inside);
}

// What is known inside of the callee: of the functions around it as before, of its parameters as
// they are handed over.
PossibleWay::Facts PossibleWay::enter(const CallEdge& edge, const Facts& outside) const {
  Facts inside;
  const FunctionInfo& info = program_.function(edge.callee);
  const ScopeTree& scopes = program_.scopes(info.file);
  for (FunctionId around = info.outer; around.exists(); around = program_.function(around).outer)
    for (const auto& [subject, known] : outside)
      if (std::get<0>(subject) == info.file &&
          scopes.symbols[std::get<1>(subject)].scope == program_.function(around).scope)
        PossibleWay::known(inside, subject) = known;
  hand_over(edge, outside, inside);
  return inside;
}

bool PossibleWay::possible(std::span<const CallEdge> way, NodeRef last, NodeRef made) const {
  Facts facts;
  std::vector<Asked> asked;
  const auto passes = [&](NodeRef at) {
    asked.clear();
    collect(at, asked);
    return agree(at.file, asked, facts);
  };
  if (made.node.exists() && !passes(made)) return false;
  for (const CallEdge& edge : way) {
    if (edge.caller.exists() && !passes(edge.site)) return false;
    if (edge.decoration != 0) {
      const NodeRef site = engine_.decorations()[edge.decoration - 1].site;
      if (engine_.decorations()[edge.decoration - 1].made_in ==
              program_.function(edge.callee).outer &&
          program_.function(edge.callee).outer.exists() && !passes(site))
        return false;
    }
    facts = enter(edge, facts);
  }
  return passes(last);
}

}  // namespace hyb
