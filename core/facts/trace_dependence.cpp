#include "core/facts/trace_dependence.h"

#include <set>
#include <vector>

namespace hyb {

using flow::ObjectId;
using flow::ObjectKind;

namespace {

class Reader {
 public:
  explicit Reader(const Facts& facts) : facts_(facts), program_(facts.program()) {}

  bool read(FunctionId from) {
    std::vector<FunctionId> todo{from};
    std::set<FunctionId> seen{from};
    while (!todo.empty()) {
      const FunctionId f = todo.back();
      todo.pop_back();
      const FileId file = program_.function(f).file;
      for (NodeId call : facts_.calls(file))
        if (program_.enclosing_function({file, call}) == f && depends({file, call})) return true;
      for (const flow::CallEdge& edge : facts_.edges_from(f))
        if (seen.insert(edge.callee).second) todo.push_back(edge.callee);
    }
    return false;
  }

 private:
  bool depends(NodeRef call) const {
    const ApiRow* row = facts_.called_api(call);
    if (asks_for_mode(facts_, call) || (row != nullptr && row->has(Trait::Draws))) return true;
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
};

}  // namespace

bool asks_for_mode(const Facts& facts, NodeRef call) {
  const ApiRow* row = facts.called_api(call);
  if (row == nullptr || !(row->has(Trait::AsksMode) || row->has(Trait::InsideGuard))) return false;
  const Tree& tree = facts.program().tree(call.file);
  const auto given = tree.children(tree.child(call.node, NodeKind::Arguments));
  return given.empty() || facts.is_tensor({call.file, *given.begin()}) == Tri::Yes;
}

bool depends_on_trace(const Facts& facts, FunctionId f) {
  return Reader(facts).read(f);
}

}  // namespace hyb
