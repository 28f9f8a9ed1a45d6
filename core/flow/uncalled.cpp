// Functions that no call reached: entry points of a library, callbacks of unknown code. They are
// run with assumed arguments, outer ones first (a nested function needs the context it is made in),
// methods on an object that stands for any instance of their class (family.h). Part of the engine.

#include "core/flow/callers_first.h"
#include "core/flow/engine.h"

namespace hyb::flow {

void Engine::assume_uncalled() {
  const std::vector<FunctionId> order = callers_first(program_);
  bool progress = true;
  while (progress) {
    progress = false;
    for (FunctionId id : order) {
      if (!by_function_[id.index()].empty()) continue;
      const FunctionInfo& info = program_.function(id);
      if (!info.body.exists()) continue;
      ContextId closure = module_context(info.file);
      if (info.outer.exists()) {
        if (by_function_[info.outer.index()].empty()) continue;
        closure = by_function_[info.outer.index()].front();
      }
      std::vector<ValueId> parameters;
      Context& probe = contexts_[closure.index()];
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
        if (method && p == 0) {
          const ObjectId cls =
              values_.object({ObjectKind::Class, {}, info.owner.raw(), closure.raw()});
          parameters.push_back(instance_of_class(cls));
          continue;
        }
        bool told =
            info.parameters[p].kind != ParameterKind::Positional;  // *args, **kwargs: nothing
        const ValueId assumed = library_.assume(*this, id, p, told);
        parameters.push_back(assumed.exists() ? assumed : values_.handed());
        handed = handed && told;
      }
      const ContextId made = function_context(id, closure, std::move(parameters));
      contexts_[made.index()].assumed = true;
      contexts_[made.index()].handed = handed;
      ensure_run(made);
      frame_ = nullptr;
      progress = true;
    }
    run_queue();
  }
}

}  // namespace hyb::flow
