#include "core/staging/variable_flow.h"

#include <algorithm>

namespace hyb {
namespace {

/// A row whose subtree runs as a call of its own, or makes a class.
bool is_definition(NodeKind kind) {
  return kind == NodeKind::FunctionDef || kind == NodeKind::ClassDef;
}

}  // namespace

VariableFlow::VariableFlow(const Program& program, FunctionId function)
    : program_(program),
      function_(function),
      file_(program.function(function).file),
      tree_(program.tree(file_)),
      scopes_(program.scopes(file_)) {
  find_places();
  const FunctionInfo& info = program.function(function);
  if (!info.is_lambda() && info.body.exists()) block(info.body, at_end_, {});
}

PlaceId VariableFlow::add_place(SymbolId symbol, std::string text, bool compound) {
  if (compound) {
    const auto [at, fresh] =
        by_text_.try_emplace(std::to_string(symbol.raw()) + " " + text, PlaceId{});
    if (fresh) at->second = places_.push({symbol, std::move(text), true});
    return at->second;
  }
  const auto [at, fresh] = by_symbol_.try_emplace(symbol.raw(), PlaceId{});
  if (fresh) {
    at->second = places_.push({symbol, std::move(text), false});
    const Symbol& info = scopes_.symbols[symbol];
    const ScopeId frame = scopes_.scopes[info.scope].frame;
    const bool own = frame == program_.function(function_).scope;
    if (!own || info.parameter) outer_.add(at->second);
    if (!own || info.rebound_elsewhere) at_end_.add(at->second);
  }
  return at->second;
}

/// "self.x", "d['k']", "d[k]": attributes and constant or named keys of a name; "" = something
/// else.
std::string VariableFlow::compound_text(NodeId row, SymbolId& root) const {
  switch (tree_.kind(row)) {
    case NodeKind::Name:
      root = scopes_.symbol_of[row.index()];
      return root.exists() ? std::string(program_.text(tree_[row].name)) : std::string();
    case NodeKind::Attribute: {
      std::string object = compound_text(tree_.child(row, Field::Object), root);
      return object.empty() ? object : object + "." + std::string(program_.text(tree_[row].name));
    }
    case NodeKind::Subscript: {
      std::string object = compound_text(tree_.child(row, Field::Object), root);
      const NodeId index = tree_.child(row, Field::Index);
      if (object.empty() || !index.exists()) return {};
      const NodeKind kind = tree_.kind(index);
      const bool literal =
          kind == NodeKind::Integer || kind == NodeKind::Name ||
          (kind == NodeKind::String && (tree_[index].op & string_flag::kFormat) == 0);
      for (NodeId child : tree_.children(row))
        if (tree_[child].field == Field::Index && child != index) return {};
      if (!literal) return {};
      std::string key(program_.text(NodeRef{file_, index}));
      if (kind == NodeKind::String) std::replace(key.begin(), key.end(), '"', '\'');
      return object + "[" + key + "]";
    }
    default:
      return {};
  }
}

/// All names below the function, and the compound ones that it writes.
void VariableFlow::find_places() {
  const FunctionInfo& info = program_.function(function_);
  for (auto i = static_cast<std::uint32_t>(info.node.index()); i < tree_.end_of(info.node); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (const SymbolId symbol = scopes_.symbol_of[i]; symbol.exists())
      add_place(symbol, std::string(program_.text(scopes_.symbols[symbol].name)), false);
    const NodeKind kind = tree_.kind(row);
    if (kind != NodeKind::Attribute && kind != NodeKind::Subscript) continue;
    NodeId top = row;
    NodeId up = tree_.parent(top);
    while (up.exists() && (tree_.kind(up) == NodeKind::Tuple || tree_.kind(up) == NodeKind::List ||
                           tree_.kind(up) == NodeKind::Starred)) {
      top = up;
      up = tree_.parent(top);
    }
    if (tree_[top].field != Field::Target || nested(row)) continue;
    SymbolId root;
    std::string text = compound_text(row, root);
    if (!text.empty()) add_place(root, std::move(text), true);
  }
}

/// Stands in a function or class inside this function.
bool VariableFlow::nested(NodeId row) const {
  return program_.enclosing_function({file_, row}) != function_;
}

PlaceId VariableFlow::place_at(NodeId row) const {
  if (const SymbolId symbol = scopes_.symbol_of[row.index()]; symbol.exists()) {
    const auto found = by_symbol_.find(symbol.raw());
    return found == by_symbol_.end() ? PlaceId{} : found->second;
  }
  const NodeKind kind = tree_.kind(row);
  if (by_text_.empty() || (kind != NodeKind::Attribute && kind != NodeKind::Subscript)) return {};
  SymbolId root;
  const std::string text = compound_text(row, root);
  if (text.empty()) return {};
  const auto found = by_text_.find(std::to_string(root.raw()) + " " + text);
  return found == by_text_.end() ? PlaceId{} : found->second;
}

void VariableFlow::collect_bound(NodeId target, PlaceSet& out) const {
  if (!target.exists()) return;
  switch (tree_.kind(target)) {
    case NodeKind::Tuple:
    case NodeKind::List:
    case NodeKind::Starred:
      for (NodeId child : tree_.children(target)) collect_bound(child, out);
      return;
    default:
      if (const PlaceId place = place_at(target); place.exists()) out.add(place);
  }
}

PlaceSet VariableFlow::bound_at(NodeId target) const {
  PlaceSet out;
  collect_bound(target, out);
  return out;
}

/// What an expression or a target reads: names, and compound ones with the names inside.
PlaceSet VariableFlow::reads(NodeId row) const {
  PlaceSet out;
  if (!row.exists()) return out;
  const auto is_target = [&](NodeId at) {
    // A name that is bound here, not the object of an attribute or element that is.
    for (NodeId up = at; up.exists(); up = tree_.parent(up)) {
      if (tree_[up].field == Field::Target || tree_[up].field == Field::Alias) return true;
      const NodeId above = tree_.parent(up);
      if (!above.exists()) return false;
      const NodeKind kind = tree_.kind(above);
      if (kind != NodeKind::Tuple && kind != NodeKind::List && kind != NodeKind::Starred)
        return false;
    }
    return false;
  };
  for (auto i = static_cast<std::uint32_t>(row.index()); i < tree_.end_of(row); ++i) {
    const NodeId at = NodeId::from_index(i);
    const NodeKind kind = tree_.kind(at);
    if (kind != NodeKind::Name && kind != NodeKind::Attribute && kind != NodeKind::Subscript)
      continue;
    const PlaceId place = place_at(at);
    if (place.exists() && !is_target(at)) out.add(place);
  }
  return out;
}

/// Binding a name ends what was known of its attributes and elements too.
void VariableFlow::remove_bound(PlaceSet& live, const PlaceSet& bound) const {
  PlaceSet gone = bound;
  for (PlaceId place : live.members()) {
    if (!places_[place].compound) continue;
    const auto root = by_symbol_.find(places_[place].symbol.raw());
    if (root != by_symbol_.end() && bound.has(root->second)) gone.add(place);
  }
  live -= gone;
}

void VariableFlow::collect_written(NodeId row, PlaceSet& out) const {
  const NodeKind kind = tree_.kind(row);
  if (is_definition(kind)) {
    if (const PlaceId place = place_at(row); place.exists()) out.add(place);
    return;
  }
  if (kind == NodeKind::Lambda) return;
  if (kind == NodeKind::ImportAlias || kind == NodeKind::Pattern) {
    if (const PlaceId place = place_at(row); place.exists()) out.add(place);
  }
  const bool comprehension = kind == NodeKind::CompFor;
  for (NodeId child : tree_.children(row)) {
    const Field field = tree_[child].field;
    if (!comprehension && (field == Field::Target || field == Field::Alias)) {
      collect_bound(child, out);
    }
    collect_written(child, out);
  }
}

PlaceSet VariableFlow::written(NodeId row) const {
  PlaceSet out;
  if (row.exists()) collect_written(row, out);
  return out;
}

std::vector<NodeId> VariableFlow::writes(NodeId row, PlaceId place) const {
  std::vector<NodeId> out;
  if (!row.exists()) return out;
  for (auto i = static_cast<std::uint32_t>(row.index()); i < tree_.end_of(row);) {
    const NodeId at = NodeId::from_index(i);
    const NodeKind kind = tree_.kind(at);
    const bool closed = at != row && (is_definition(kind) || kind == NodeKind::Lambda);
    i = closed ? tree_.end_of(at) : i + 1;
    if (kind != NodeKind::Name && kind != NodeKind::Attribute && kind != NodeKind::Subscript &&
        kind != NodeKind::ImportAlias && kind != NodeKind::Pattern && !is_definition(kind))
      continue;
    if (place_at(at) != place) continue;
    NodeId top = at;
    for (NodeId up = tree_.parent(top);
         up.exists() && (tree_.kind(up) == NodeKind::Tuple || tree_.kind(up) == NodeKind::List ||
                         tree_.kind(up) == NodeKind::Starred);
         up = tree_.parent(top))
      top = up;
    const Field field = tree_[top].field;
    const bool named =
        kind == NodeKind::ImportAlias || kind == NodeKind::Pattern || is_definition(kind);
    if (named || field == Field::Target || field == Field::Alias) out.push_back(at);
  }
  return out;
}

bool VariableFlow::bound_before(PlaceId place, NodeId row) const {
  if (outer_.has(place)) return true;
  const FlowVariable& p = places_[place];
  if (!p.compound) {
    const Symbol& symbol = scopes_.symbols[p.symbol];
    for (std::uint32_t b = 0; b < symbol.binding_count; ++b)
      if (scopes_.bindings[symbol.first_binding + b].node < row) return true;
    return symbol.rebound_elsewhere;
  }
  for (NodeId at : writes(program_.function(function_).body, place))
    if (at < row) return true;
  return false;
}

const VariableFlow::Around* VariableFlow::around(NodeId statement) const {
  const auto found = around_.find(statement.raw());
  return found == around_.end() ? nullptr : &found->second;
}

PlaceSet VariableFlow::block(NodeId block, PlaceSet out, const Exits& exits) {
  if (!block.exists()) return out;
  std::vector<NodeId> statements;
  for (NodeId child : tree_.children(block)) statements.push_back(child);
  for (auto at = statements.rbegin(); at != statements.rend(); ++at)
    out = statement(*at, std::move(out), exits);
  return out;
}

PlaceSet VariableFlow::statement(NodeId row, PlaceSet out, const Exits& exits) {
  switch (tree_.kind(row)) {
    case NodeKind::If:
    case NodeKind::Match:
      return branches(row, out, exits);
    case NodeKind::For:
    case NodeKind::While:
      return loop(row, out);
    case NodeKind::Try:
      return attempt(row, out, exits);
    case NodeKind::With: {
      const PlaceSet after = out;
      PlaceSet in = block(tree_.child(row, Field::Body), std::move(out), exits);
      for (NodeId item : tree_.children(row)) {
        if (tree_.kind(item) != NodeKind::WithItem) continue;
        remove_bound(in, bound_at(tree_.child(item, Field::Target)));
        in |= reads(item);
      }
      around_[row.raw()] = {in, after, {}};
      return in;
    }
    case NodeKind::Break:
      return exits.on_break != nullptr ? *exits.on_break : PlaceSet{};
    case NodeKind::Continue:
      return exits.on_continue != nullptr ? *exits.on_continue : PlaceSet{};
    case NodeKind::Return: {
      PlaceSet in = at_end_;
      in |= reads(tree_.child(row, Field::Value));
      return in;
    }
    case NodeKind::Raise:
      return reads(row);
    case NodeKind::AugAssign: {
      // The target is read, too.
      const NodeId target = tree_.child(row, Field::Target);
      PlaceSet in = std::move(out);
      in |= bound_at(target);
      in |= reads(row);
      return in;
    }
    default: {
      PlaceSet bound;
      collect_written(row, bound);
      remove_bound(out, bound);
      out |= reads(row);
      return out;
    }
  }
}

PlaceSet VariableFlow::branches(NodeId row, const PlaceSet& out, const Exits& exits) {
  PlaceSet in;
  if (tree_.kind(row) == NodeKind::Match) {
    in = out;
    for (NodeId child : tree_.children(row))
      if (tree_.kind(child) == NodeKind::Case) {
        PlaceSet one = block(tree_.child(child, Field::Body), out, exits);
        remove_bound(one, written(tree_.child(child, NodeKind::Pattern)));
        in |= one;
      }
    in |= reads(row);
    around_[row.raw()] = {in, out, {}};
    return in;
  }
  std::vector<NodeId> elifs;
  PlaceSet otherwise = out;
  for (NodeId child : tree_.children(row)) {
    if (tree_.kind(child) == NodeKind::Elif) elifs.push_back(child);
    if (tree_.kind(child) == NodeKind::Else)
      otherwise = block(tree_.child(child, Field::Body), out, exits);
  }
  for (auto at = elifs.rbegin(); at != elifs.rend(); ++at) {
    otherwise |= block(tree_.child(*at, Field::Body), out, exits);
    otherwise |= reads(tree_.child(*at, Field::Test));
    around_[at->raw()] = {otherwise, out, {}};
  }
  in = std::move(otherwise);
  in |= block(tree_.child(row, Field::Body), out, exits);
  in |= reads(tree_.child(row, Field::Test));
  around_[row.raw()] = {in, out, {}};
  return in;
}

PlaceSet VariableFlow::loop(NodeId row, const PlaceSet& out) {
  const bool is_for = tree_.kind(row) == NodeKind::For;
  const NodeId body = tree_.child(row, Field::Body);
  PlaceSet exit = out;  // the loop comes to its end
  for (NodeId child : tree_.children(row))
    if (tree_.kind(child) == NodeKind::Else)
      exit = block(tree_.child(child, Field::Body), exit, {});
  const PlaceSet test = is_for ? PlaceSet{} : reads(tree_.child(row, Field::Test));
  const NodeId target = tree_.child(row, Field::Target);
  const auto round = [&](const PlaceSet& next, const PlaceSet& after) {
    PlaceSet in = block(body, next, {&after, &next});
    if (is_for) {
      remove_bound(in, bound_at(target));
      in |= reads(target);
    }
    in |= test;
    return in;
  };
  const PlaceSet exposed = round({}, {});
  PlaceSet head = exit;
  head |= test;
  for (;;) {
    PlaceSet next = round(head, out);
    next |= head;
    if (next == head) break;
    head = std::move(next);
  }
  PlaceSet in = head;
  if (is_for) in |= reads(tree_.child(row, Field::Iter));
  around_[row.raw()] = {in, out, exposed};
  return in;
}

PlaceSet VariableFlow::attempt(NodeId row, const PlaceSet& out, const Exits& exits) {
  PlaceSet after = out;
  for (NodeId child : tree_.children(row))
    if (tree_.kind(child) == NodeKind::Finally)
      after = block(tree_.child(child, Field::Body), out, exits);
  PlaceSet done = after;
  PlaceSet handled;
  NodeId body;
  for (NodeId child : tree_.children(row)) {
    if (tree_.kind(child) == NodeKind::Block) body = child;
    if (tree_.kind(child) == NodeKind::Else)
      done = block(tree_.child(child, Field::Body), after, exits);
    if (tree_.kind(child) == NodeKind::Except) {
      PlaceSet one = block(tree_.child(child, Field::Body), after, exits);
      remove_bound(one, bound_at(tree_.child(child, Field::Alias)));
      one |= reads(tree_.child(child, Field::Test));
      handled |= one;
    }
  }
  PlaceSet in = block(body, done, exits);
  in |= handled;
  around_[row.raw()] = {in, out, {}};
  return in;
}

}  // namespace hyb
