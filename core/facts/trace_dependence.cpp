#include "core/facts/trace_dependence.h"

#include <set>

namespace hyb {

using flow::ObjectId;
using flow::ObjectKind;

namespace {

class Reader {
 public:
  explicit Reader(const Facts& facts) : facts_(facts), program_(facts.program()) {}

  bool read(FunctionId f) {
    if (!seen_.insert(f).second) return false;
    const FunctionInfo& info = program_.function(f);
    for (NodeId call : facts_.calls(info.file))
      if (program_.enclosing_function({info.file, call}) == f && depends({info.file, call}))
        return true;
    for (const flow::CallEdge& edge : facts_.edges_from(f))
      if (read(edge.callee)) return true;
    return false;
  }

 private:
  bool depends(NodeRef call) const {
    const ApiRow* row = facts_.called_api(call);
    if (row != nullptr && (row->has(Trait::Draws) || row->has(Trait::InsideGuard))) return true;
    if (asks_for_eager(program_, facts_.engine(), call) != Tri::Unknown) return true;
    const Tree& tree = program_.tree(call.file);
    const NodeId callee = tree.child(call.node, Field::Function);
    if (!callee.exists() || never_trains(call)) return false;
    for (ObjectId o : facts_.values().objects(facts_.value({call.file, callee}))) {
      const flow::Object& object = facts_.values()[o];
      if (object.kind != ObjectKind::ExternalInstance) continue;
      const ApiRow* layer = find_api(facts_.text(object.name));
      if (layer != nullptr && layer->has(Trait::RandomLayer)) return true;
    }
    return false;
  }

  bool never_trains(NodeRef call) const {
    const Tree& tree = program_.tree(call.file);
    for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments)))
      if (tree.kind(argument) == NodeKind::Keyword &&
          program_.text(tree[argument].name) == "training")
        return facts_.constant_bool(
                   facts_.value({call.file, tree.child(argument, Field::Value)})) == Tri::No;
    return false;
  }

  const Facts& facts_;
  const Program& program_;
  std::set<FunctionId> seen_;
};

}  // namespace

bool depends_on_trace(const Facts& facts, FunctionId f) {
  return Reader(facts).read(f);
}

}  // namespace hyb
