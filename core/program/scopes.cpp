#include "core/program/scopes.h"

#include <algorithm>
#include <span>
#include <unordered_map>

namespace hyb {
namespace {

// Two passes over the rows, no recursion. The first walks in source order with a stack of open
// scopes (a scope is open for a range of rows) and notes every binding and every use with its
// scope; the second resolves uses outwards, when all bindings are known.
class ScopeBuilder {
 public:
  ScopeBuilder(const Tree& tree, const Interner& names) : tree_(tree), names_(names) {
    out_.symbol_of.resize(tree.size());
    out_.scope_of.resize(tree.size());
    is_target_.resize(tree.size());
  }

  ScopeTree build() {
    open(ScopeKind::Module, tree_.root(), ScopeId{});
    stack_.push_back({ScopeId::from_index(0), tree_.size()});
    for (std::uint32_t i = 1; i < tree_.size(); ++i) {
      while (i >= stack_.back().end) stack_.pop_back();
      visit(NodeId::from_index(i));
    }
    resolve_declarations();
    for (const Use& use : uses_) resolve(use);
    group_bindings();
    index_symbols();
    return std::move(out_);
  }

 private:
  struct Open {
    ScopeId scope;
    std::uint32_t end;
  };
  struct Use {
    NodeId node;
    ScopeId scope;
    bool writes;
  };
  struct Declaration {  // global / nonlocal
    ScopeId scope;
    NameId name;
    bool is_global;
  };

  ScopeId open(ScopeKind kind, NodeId node, ScopeId parent) {
    Scope scope{kind, node, parent, {}, 0};
    const ScopeId id = out_.scopes.push(scope);
    out_.scopes[id].frame = kind == ScopeKind::Comprehension ? out_.scopes[parent].frame : id;
    out_.scope_of[node.index()] = id;
    return id;
  }
  ScopeId current() const { return stack_.back().scope; }
  void enter(ScopeId scope, NodeId range) { stack_.push_back({scope, tree_.end_of(range)}); }

  static std::uint64_t key(ScopeId scope, NameId name) {
    return (std::uint64_t{scope.raw()} << 32) | name.raw();
  }

  SymbolId symbol_in(ScopeId scope, NameId name) {
    auto [at, fresh] = table_.try_emplace(key(scope, name));
    if (fresh) {
      Scope& frame = out_.scopes[out_.scopes[scope].frame];
      Symbol symbol;
      symbol.name = name;
      symbol.scope = scope;
      symbol.slot = frame.slots++;
      at->second = out_.symbols.push(symbol);
    }
    return at->second;
  }

  // Bindings wait until global / nonlocal declarations of the scope are known: those may follow.
  struct PendingBinding {
    ScopeId scope;
    NameId name;
    NodeId node;
    BindingKind kind;
  };
  void bind(ScopeId scope, NameId name, NodeId node, BindingKind kind) {
    if (name.exists()) pending_.push_back({scope, name, node, kind});
  }

  void visit(NodeId id) {
    const Row& row = tree_[id];
    const NodeId parent = tree_.parent(id);
    const Row& up = tree_[parent];
    if (row.kind == NodeKind::Block && row.field == Field::Body) {
      if (up.kind == NodeKind::FunctionDef || up.kind == NodeKind::ClassDef)
        enter(out_.scope_of[parent.index()], id);
      return;
    }
    if (up.kind == NodeKind::Lambda && row.field == Field::Body)
      enter(out_.scope_of[parent.index()], id);
    if (up.kind == NodeKind::CompFor && row.field == Field::Iter && is_first_for(parent))
      enter(out_.scopes[out_.scope_of[tree_.parent(parent).index()]].parent, id);
    if (row.field == Field::Target || is_target_[parent.index()]) mark_target(id, row, up);
    switch (row.kind) {
      case NodeKind::FunctionDef:
        bind(current(), row.name, id, BindingKind::Function);
        open(ScopeKind::Function, id, current());
        break;
      case NodeKind::ClassDef:
        bind(current(), row.name, id, BindingKind::Class);
        open(ScopeKind::Class, id, current());
        break;
      case NodeKind::Lambda:
        open(ScopeKind::Function, id, current());
        break;
      case NodeKind::ListComp:
      case NodeKind::SetComp:
      case NodeKind::DictComp:
      case NodeKind::Generator:
        enter(open(ScopeKind::Comprehension, id, current()), id);
        break;
      case NodeKind::Parameter: {
        const auto kind = static_cast<ParameterKind>(row.op);
        if (kind != ParameterKind::SlashMarker && kind != ParameterKind::StarMarker)
          bind(out_.scope_of[tree_.parent(parent).index()], row.name, id, BindingKind::Parameter);
        break;
      }
      case NodeKind::ImportAlias:
        bind_import(id, row, up);
        break;
      case NodeKind::Pattern:
        if (row.name.exists() && static_cast<PatternKind>(row.op) != PatternKind::Keyword)
          bind(current(), row.name, id, BindingKind::Pattern);
        break;
      case NodeKind::Identifier:
        if (up.kind == NodeKind::Global || up.kind == NodeKind::Nonlocal)
          declarations_.push_back({current(), row.name, up.kind == NodeKind::Global});
        break;
      case NodeKind::Name:
        visit_name(id, row, up);
        break;
      default:  // binds and reads no name itself
        break;
    }
  }

  bool is_first_for(NodeId comp_for) const {
    for (NodeId child : tree_.children(tree_.parent(comp_for)))
      if (tree_.kind(child) == NodeKind::CompFor) return child == comp_for;
    return false;
  }

  void mark_target(NodeId id, const Row& row, const Row& up) {
    const bool nests =
        row.kind == NodeKind::Tuple || row.kind == NodeKind::List || row.kind == NodeKind::Starred;
    const bool direct = row.field == Field::Target || up.kind == NodeKind::Tuple ||
                        up.kind == NodeKind::List || up.kind == NodeKind::Starred;
    if (direct && (nests || row.kind == NodeKind::Name)) is_target_[id.index()] = true;
  }

  void bind_import(NodeId id, const Row& row, const Row& up) {
    if (const NodeId alias = tree_.child(id, Field::Alias); alias.exists()) {
      bind(current(), tree_[alias].name, id, BindingKind::Import);
      return;
    }
    NameId name = row.name;
    if (up.kind == NodeKind::Import) {  // `import a.b.c` binds `a`
      const std::string_view text = names_.text(name);
      if (const auto dot = text.find('.'); dot != std::string_view::npos)
        name = names_.find(text.substr(0, dot));
    }
    bind(current(), name, id, BindingKind::Import);
  }

  void visit_name(NodeId id, const Row& row, const Row& up) {
    const bool deleted = up.kind == NodeKind::Delete;
    if (!is_target_[id.index()] && !deleted && row.field != Field::Alias) {
      uses_.push_back({id, current(), false});
      return;
    }
    ScopeId scope = current();
    BindingKind kind = BindingKind::Assign;
    if (deleted) kind = BindingKind::Delete;
    if (row.field == Field::Alias) kind = BindingKind::Except;
    if (row.field == Field::Target && up.kind == NodeKind::NamedExpr) {
      kind = BindingKind::Walrus;
      while (out_.scopes[scope].kind == ScopeKind::Comprehension) scope = out_.scopes[scope].parent;
    }
    if (kind == BindingKind::Assign) kind = kind_of_target(id);
    bind(scope, row.name, id, kind);
    if (kind == BindingKind::Augment) uses_.push_back({id, scope, false});
  }

  BindingKind kind_of_target(NodeId id) const {
    NodeId at = tree_.parent(id);
    while (tree_.kind(at) == NodeKind::Tuple || tree_.kind(at) == NodeKind::List ||
           tree_.kind(at) == NodeKind::Starred)
      at = tree_.parent(at);
    const NodeKind kind = tree_.kind(at);
    if (kind == NodeKind::For || kind == NodeKind::CompFor) return BindingKind::Loop;
    if (kind == NodeKind::WithItem) return BindingKind::With;
    if (kind == NodeKind::AugAssign) return BindingKind::Augment;
    if (kind == NodeKind::AnnAssign && !tree_.child(at, Field::Value).exists())
      return BindingKind::Annotation;
    return BindingKind::Assign;
  }

  void resolve_declarations() {
    std::unordered_map<std::uint64_t, bool> declared;  // scope, name -> is_global
    for (const Declaration& d : declarations_) declared[key(d.scope, d.name)] = d.is_global;
    std::vector<const PendingBinding*> redirected;
    for (const PendingBinding& b : pending_) {
      if (declared.contains(key(b.scope, b.name))) {
        redirected.push_back(&b);
        continue;
      }
      add_binding(symbol_in(b.scope, b.name), b);
    }
    for (const Declaration& d : declarations_) {
      ScopeId target = out_.module_scope();
      if (!d.is_global) {
        target = ScopeId{};
        for (ScopeId s = out_.scopes[d.scope].parent; s.exists(); s = out_.scopes[s].parent)
          if (out_.scopes[s].kind == ScopeKind::Function && table_.contains(key(s, d.name))) {
            target = s;
            break;
          }
      }
      if (!target.exists()) continue;  // `nonlocal` of nothing: Python rejects the file
      redirect_[key(d.scope, d.name)] = symbol_in(target, d.name);
    }
    for (const PendingBinding* b : redirected) {
      auto found = redirect_.find(key(b->scope, b->name));
      if (found == redirect_.end()) continue;
      Symbol& symbol = out_.symbols[found->second];
      if (out_.scopes[symbol.scope].frame != out_.scopes[b->scope].frame) {
        symbol.captured = true;
        symbol.rebound_elsewhere = true;
      }
      add_binding(found->second, *b);
    }
  }

  void add_binding(SymbolId symbol, const PendingBinding& b) {
    if (b.kind == BindingKind::Parameter) out_.symbols[symbol].parameter = true;
    out_.bindings.push_back({symbol, b.node, b.kind});
    out_.symbol_of[b.node.index()] = symbol;
  }

  void resolve(const Use& use) {
    const NameId name = tree_[use.node].name;
    bool own = true;  // class scopes are seen only from directly inside
    for (ScopeId s = use.scope; s.exists(); s = out_.scopes[s].parent) {
      const Scope& scope = out_.scopes[s];
      if (scope.kind == ScopeKind::Class && !own) continue;
      SymbolId symbol;
      if (auto r = redirect_.find(key(s, name)); r != redirect_.end())
        symbol = r->second;
      else if (auto t = table_.find(key(s, name)); t != table_.end())
        symbol = t->second;
      if (symbol.exists()) {
        if (out_.scopes[out_.symbols[symbol].scope].frame != out_.scopes[use.scope].frame)
          out_.symbols[symbol].captured = true;
        out_.symbol_of[use.node.index()] = symbol;
        return;
      }
      if (scope.kind != ScopeKind::Comprehension) own = false;
    }
  }

  void group_bindings() {
    std::stable_sort(out_.bindings.begin(), out_.bindings.end(),
                     [](const Binding& a, const Binding& b) { return a.symbol < b.symbol; });
    for (std::uint32_t i = 0; i < out_.bindings.size(); ++i) {
      Symbol& symbol = out_.symbols[out_.bindings[i].symbol];
      if (symbol.binding_count++ == 0) symbol.first_binding = i;
    }
  }

  void index_symbols() {
    for (std::size_t i = 0; i < out_.symbols.size(); ++i) {
      const SymbolId id = SymbolId::from_index(i);
      const Symbol& symbol = out_.symbols[id];
      out_.keys.push_back({symbol.scope.raw(), symbol.name.raw(), id});
    }
    std::sort(out_.keys.begin(), out_.keys.end());
    for (std::uint32_t k = 0; k < out_.keys.size(); ++k) {
      Scope& scope = out_.scopes[ScopeId::from_index(out_.keys[k].scope - 1)];
      if (scope.key_count++ == 0) scope.first_key = k;
    }
  }

  const Tree& tree_;
  const Interner& names_;
  ScopeTree out_;
  std::vector<Open> stack_;
  std::vector<bool> is_target_;
  std::vector<Use> uses_;
  std::vector<Declaration> declarations_;
  std::vector<PendingBinding> pending_;
  std::unordered_map<std::uint64_t, SymbolId> table_;
  std::unordered_map<std::uint64_t, SymbolId> redirect_;
};

std::string_view text_of(ScopeKind kind) {
  switch (kind) {
    case ScopeKind::Module:
      return "module";
    case ScopeKind::Class:
      return "class";
    case ScopeKind::Function:
      return "function";
    case ScopeKind::Comprehension:
      return "comprehension";
  }
  return "";
}

std::string_view text_of(BindingKind kind) {
  switch (kind) {
    case BindingKind::Import:
      return "import";
    case BindingKind::Function:
      return "def";
    case BindingKind::Class:
      return "class";
    case BindingKind::Parameter:
      return "parameter";
    case BindingKind::Assign:
      return "assign";
    case BindingKind::Augment:
      return "augment";
    case BindingKind::Loop:
      return "loop";
    case BindingKind::With:
      return "with";
    case BindingKind::Except:
      return "except";
    case BindingKind::Pattern:
      return "pattern";
    case BindingKind::Walrus:
      return "walrus";
    case BindingKind::Delete:
      return "delete";
    case BindingKind::Annotation:
      return "annotation";
  }
  return "";
}

}  // namespace

SymbolId ScopeTree::lookup(ScopeId scope, NameId name) const {
  if (scope.index() >= scopes.size()) return {};  // of a file that could not be read
  const std::span<const Key> own =
      std::span(keys).subspan(scopes[scope].first_key, scopes[scope].key_count);
  const auto found =
      std::lower_bound(own.begin(), own.end(), name.raw(),
                       [](const Key& key, std::uint32_t wanted) { return key.name < wanted; });
  return found != own.end() && found->name == name.raw() ? found->symbol : SymbolId{};
}

ScopeTree build_scopes(const Tree& tree, const Interner& names) {
  if (tree.empty()) return {};
  return ScopeBuilder(tree, names).build();
}

std::string dump_scopes(const ScopeTree& scopes, const Tree& tree, const Interner& names) {
  std::string out;
  for (std::size_t s = 0; s < scopes.scopes.size(); ++s) {
    const ScopeId id = ScopeId::from_index(s);
    const Scope& scope = scopes.scopes[id];
    out += std::string(text_of(scope.kind));
    if (const std::string_view name = names.text(tree[scope.node].name); !name.empty())
      out += " " + std::string(name);
    out += " @" + std::to_string(tree[scope.node].begin) + "\n";
    for (std::size_t i = 0; i < scopes.symbols.size(); ++i) {
      const Symbol& symbol = scopes.symbols[SymbolId::from_index(i)];
      if (symbol.scope != id) continue;
      out += "  " + std::string(names.text(symbol.name));
      if (symbol.captured) out += symbol.rebound_elsewhere ? " (shared)" : " (captured)";
      out += ":";
      for (std::uint32_t b = 0; b < symbol.binding_count; ++b) {
        const Binding& binding = scopes.bindings[symbol.first_binding + b];
        out += " " + std::string(text_of(binding.kind)) + "@" +
               std::to_string(tree[binding.node].begin);
      }
      out += "\n";
    }
  }
  return out;
}

}  // namespace hyb
