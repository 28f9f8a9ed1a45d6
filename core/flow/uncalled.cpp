// Functions that no call reached: entry points of a library, callbacks of unknown code. They are
// run with assumed arguments, outer ones first (a nested function needs the context it is made in),
// methods on an object that stands for any instance of their class (family.h). Part of the engine.

#include <algorithm>

#include "core/flow/callers_first.h"
#include "core/flow/engine.h"

namespace hyb::flow {

namespace {

constexpr std::size_t kMaxClosures = 2;  // evaluations of the function around one

}  // namespace

void Engine::assume_uncalled() {
  const std::vector<FunctionId> order = callers_first(program_);
  bool progress = true;
  while (progress) {
    progress = false;
    for (FunctionId id : order) {
      if (!by_function_[id.index()].empty()) continue;
      const FunctionInfo& info = program_.function(id);
      if (!info.body.exists()) continue;
      std::vector<ContextId> closures{module_context(info.file)};
      if (info.outer.exists()) {
        closures = by_function_[info.outer.index()];
        closures.resize(std::min(closures.size(), kMaxClosures));
      }
      for (ContextId closure : closures) assume_call(id, closure);
      progress = progress || !closures.empty();
    }
    run_queue();
  }
}

void Engine::assume_call(FunctionId id, ContextId closure) {
  const FunctionInfo& info = program_.function(id);
  std::vector<ValueId> parameters;
  const Context& probe = contexts_[closure.index()];
  Frame frame;
  frame.context = closure;
  frame.file = info.file;
  frame.scope = probe.function.exists() ? program_.function(probe.function).scope
                                        : program_.scopes(info.file).module_scope();
  frame.function = probe.function;
  frame.state.locals.assign(program_.scopes(info.file).scopes[frame.scope].slots, ValueId{});
  frame_ = &frame;
  const bool method = info.owner.exists() && !info.parameters.empty();
  bool handed = true;
  for (std::size_t p = 0; p < info.parameters.size(); ++p) {
    if (method && p == 0 && !is_static(id)) {
      const ObjectId cls = values_.object({ObjectKind::Class, {}, info.owner.raw(), closure.raw()});
      parameters.push_back(instance_of_class(cls));
      continue;
    }
    bool told = info.parameters[p].kind != ParameterKind::Positional;  // *args, **kwargs: nothing
    const ValueId assumed = library_.assume(*this, id, p, told);
    parameters.push_back(assumed.exists() ? assumed : values_.handed());
    handed = handed && told;
  }
  const ContextId made = function_context(id, closure, std::move(parameters));
  contexts_[made.index()].assumed = true;
  contexts_[made.index()].handed = handed;
  ensure_run(made);
  frame_ = nullptr;
}

// `@staticmethod` stands above it: no receiver comes.
bool Engine::is_static(FunctionId id) const {
  const FunctionInfo& info = program_.function(id);
  const Tree& t = program_.tree(info.file);
  const NodeId outer = t.with_decorators(info.node);
  if (outer == info.node) return false;
  for (NodeId child : t.children(outer)) {
    if (t.kind(child) != NodeKind::Decorator) continue;
    const ObjectId only = values_.only(value_of({info.file, t.child(child, Field::Value)}));
    if (only.exists() && values_[only].kind == ObjectKind::External &&
        names_.text(values_[only].name) == "builtins.staticmethod")
      return true;
  }
  return false;
}

}  // namespace hyb::flow
