#include "core/explain/parameter_causes.h"

#include <algorithm>
#include <optional>
#include <span>

#include "core/explain/repairs.h"
#include "core/facts/demand.h"
#include "core/facts/value_facts.h"
#include "core/facts/written_argument.h"
#include "core/flow/array_type.h"

namespace hyb {

using flow::CallEdge;
using flow::ObjectKind;
using enum VerdictFact;

namespace {

Grade grade_of(std::string_view evidence) {
  if (evidence == "annotated") return Grade::Annotated;
  if (evidence == "speculative") return Grade::Speculative;
  return evidence == "proved" ? Grade::Proved : Grade::Assumed;
}

std::string joined(std::vector<std::string> each, std::string_view between) {
  std::string out;
  for (const std::string& one : each) out.append(out.empty() ? "" : between).append(one);
  return out;
}

std::vector<std::string> texts_of(std::span<const TypeFact> types) {
  std::vector<std::string> each;
  for (const TypeFact& type : types)
    each.push_back((type.kind == "dense" ? "" : std::string(type.kind) + " ") +
                   to_text(flow::ArrayType{flow::dtype_of_name(type.dtype), type.shape}));
  std::sort(each.begin(), each.end());
  each.erase(std::unique(each.begin(), each.end()), each.end());
  return each;
}

constexpr std::size_t kMostParts = 4;  // of a container, told one by one

/// `a tuple of (float32[2], …)`: … is no tensor, or nothing is known of it.
std::string text_of(const ContainerFact& container) {
  std::string out = "a " + std::string(container.kind);
  const bool each = container.kind != "dict" && container.arity &&
                    container.elements.size() == *container.arity &&
                    container.elements.size() <= kMostParts;
  std::vector<std::string> parts;
  for (const std::vector<TypeFact>& element : container.elements) {
    const std::vector<std::string> texts = texts_of(element);
    if (each)
      parts.push_back(texts.empty() ? "…" : joined(texts, " | "));
    else
      parts.insert(parts.end(), texts.begin(), texts.end());
  }
  if (each) return out + " of (" + joined(parts, ", ") + ")";
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return parts.empty() ? out + " with tensors in it" : out + " with " + joined(parts, " | ");
}

std::string types_of(const ParameterFact& parameter) {
  std::vector<std::string> each = texts_of(parameter.types);
  if (parameter.container) each.push_back(text_of(*parameter.container));
  return each.empty() ? "a tensor" : joined(each, " | ");
}

class ParameterCauses {
 public:
  ParameterCauses(const Facts& facts, const FunctionFacts& known, const VerdictFacts& recorded,
                  std::vector<Cause>& out)
      : facts_(facts), values_(facts), known_(known), recorded_(recorded), out_(out) {
    bool proved = false;
    contexts_ = facts.records().contexts_to_read(known.function, proved);
  }

  void run() {
    bool any = false;
    for (std::size_t p = 0; p < known_.parameters.size(); ++p) {
      if (known_.parameters[p].kind == "receiver") continue;
      any = true;
      literal(p);
      tensor(p);
    }
    if (!any && recorded_[TensorParameter] != Tri::Yes) {
      Cause& cause =
          add(CauseKind::NoParameter, TensorParameter, recorded_[TensorParameter], Tri::Yes, 0);
      cause.text = "it takes nothing";
    }
  }

 private:
  Cause& add(CauseKind kind, VerdictFact fact, Tri with, Tri without, std::size_t parameter) {
    Cause cause;
    cause.kind = kind;
    cause.function = known_.function;
    cause.claims.push_back({fact, with, without});
    cause.cost = info(fact).cost;
    cause.parameter = parameter;
    if (with == Tri::Unknown) cause.grade = Grade::Assumed;
    out_.push_back(std::move(cause));
    return out_.back();
  }

  NodeRef place(std::size_t p) const {
    const FunctionInfo& info = facts_.program().function(known_.function);
    return {info.file, info.parameters[p].node};
  }

  bool is_read(flow::ContextId context) const {
    return std::find(contexts_.begin(), contexts_.end(), context) != contexts_.end();
  }

  enum class Brings : std::uint8_t { Tensor, Literal };
  /// What is written there may be what the claim is about.
  bool brings(NodeRef written, Brings what) const {
    const flow::ValueId value = facts_.value(written);
    if (!value.exists()) return true;
    if (what == Brings::Literal) return values_.primitive(value) != Tri::No;
    ValueSummary summary;
    values_.add(summary, value);
    return summary.tensor() != Tri::No;
  }

  /// Arguments that calls write for the parameter, of those that bring it; the call itself where it
  /// is not written. All of them, if none is seen to bring it.
  std::vector<NodeRef> sites(std::size_t p, std::optional<Brings> what = {}) const {
    std::vector<NodeRef> out;
    std::vector<NodeRef> others;
    for (const CallEdge& edge : facts_.edges_into(known_.function)) {
      if (!is_read(edge.to)) continue;
      const flow::Context& context = facts_.engine().contexts()[edge.to.index()];
      if (p < 64 && (context.supplied >> p & 1U) == 0) continue;
      const NodeRef written = written_argument(facts_, edge, p);
      const bool meant = !what || !written.node.exists() || brings(written, *what);
      (meant ? out : others).push_back(written.node.exists() ? written : edge.site);
    }
    if (out.empty()) out = std::move(others);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// Each call writes a number for it.
  bool is_number_everywhere(std::size_t p) const {
    bool any = false;
    for (const CallEdge& edge : facts_.edges_into(known_.function)) {
      if (!is_read(edge.to)) continue;
      const flow::Context& context = facts_.engine().contexts()[edge.to.index()];
      if (p >= 64) return false;
      if ((context.supplied >> p & 1U) == 0) continue;
      if (edge.passage != flow::Passage::Call && edge.passage != flow::Passage::Graph) return false;
      const NodeRef written = written_argument(facts_, edge, p);
      if (!written.node.exists()) return false;
      const auto objects = facts_.values().objects(facts_.value(written));
      const bool number =
          !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
            const ObjectKind kind = facts_.values()[o].kind;
            return kind == ObjectKind::Int || kind == ObjectKind::Float;
          });
      if (!number) return false;
      any = true;
    }
    return any;
  }

  void literal(std::size_t p) {
    const ParameterFact& parameter = known_.parameters[p];
    if (recorded_[PrimitiveParameter] == Tri::No || parameter.primitive == Tri::No) return;
    Cause& cause = add(CauseKind::Literal, PrimitiveParameter, parameter.primitive, Tri::No, p);
    cause.at = place(p);
    cause.sites = sites(p, Brings::Literal);
    cause.text = "'" + std::string(parameter.name) + "' ";
    if (parameter.primitive == Tri::Unknown) {
      cause.text += "may get Python literals only";
      return;
    }
    cause.text += "gets ";
    std::vector<std::string> values = parameter.values;
    std::sort(values.begin(), values.end());
    std::string shown;
    for (const std::string& value : values) shown += (shown.empty() ? "" : ", ") + value;
    cause.text += parameter.container ? "Python literals inside of containers"
                  : shown.empty()     ? "Python literals only"
                                      : shown;
    // A tensor for the sake of a function that does not compute with tensors serves nobody.
    if (recorded_[TensorComputation] == Tri::Yes && is_number_everywhere(p) &&
        !needs_python_value(facts_, known_.function, p))
      cause.repair = Repair::WrapArguments;
    // What is wrapped is a tensor from then on.
    if (recorded_[TensorParameter] != Tri::Yes)
      cause.claims.push_back({TensorParameter, tensor_now(p), Tri::Yes});
  }

  /// What the parameter says of "some parameter is a tensor".
  Tri tensor_now(std::size_t p) const {
    const ParameterFact& parameter = known_.parameters[p];
    // A graph that nobody is seen to call may be called with anything.
    const bool open = known_.hybrid && recorded_[TensorParameter] == Tri::Unknown &&
                      parameter.evidence != "proved" && parameter.evidence != "annotated";
    return open && parameter.tensor == Tri::No ? Tri::Unknown : parameter.tensor;
  }

  void tensor(std::size_t p) {
    const ParameterFact& parameter = known_.parameters[p];
    const bool some = recorded_[TensorParameter] == Tri::Yes;
    const Tri now = tensor_now(p);
    const std::string name = "'" + std::string(parameter.name) + "' ";
    if (now == Tri::Yes || (some && now == Tri::Unknown)) {
      Cause& cause = add(CauseKind::Tensor, TensorParameter, now, Tri::No, p);
      cause.at = place(p);
      cause.sites = sites(p, Brings::Tensor);
      cause.grade = now == Tri::Yes ? grade_of(parameter.evidence) : Grade::Assumed;
      cause.text = name + (now == Tri::Yes ? "is " + types_of(parameter) : "may be a tensor");
      claim_by_use(cause);
      return;
    }
    if (some) return;
    const bool told = !out_.empty() && out_.back().kind == CauseKind::Literal &&
                      out_.back().parameter == p && out_.back().claims.size() > 1;
    if (told) return;
    Cause& cause = add(CauseKind::NoTensor, TensorParameter, now, Tri::Yes, p);
    cause.at = place(p);
    cause.sites = sites(p);
    if (now == Tri::No) cause.grade = grade_of(parameter.evidence);
    cause.text = name + (now == Tri::No ? "is no tensor"
                                        : "may be anything: annotate it as tf.Tensor if it is one");
    claim_by_use(cause);
  }

  /// Where nothing but its uses tells whether the parameter is a tensor, each use has its claim.
  void claim_by_use(Cause& cause) const {
    const ParameterFact& parameter = known_.parameters[cause.parameter];
    if (parameter.tensor == Tri::No ||
        (parameter.tensor == Tri::Yes && parameter.evidence != "speculative"))
      return;
    auto uses = facts_.records().demand().uses(known_.function, cause.parameter);
    std::stable_partition(uses.begin(), uses.end(),
                          [](const Demand::DecidingUse& use) { return yes(use.tensor); });
    Tri all = Tri::No;
    for (const Demand::DecidingUse& use : uses) all = all || use.tensor;
    if (uses.empty() || all != cause.claims.front().with) return;
    const Claim claim = cause.claims.front();
    cause.claims.clear();
    for (const Demand::DecidingUse& use : uses) {
      cause.claims.push_back({claim.fact, use.tensor, claim.without});
      cause.uses.push_back(use.way);
    }
  }

  const Facts& facts_;
  const ValueFacts values_;
  const FunctionFacts& known_;
  const VerdictFacts& recorded_;
  std::vector<Cause>& out_;
  std::vector<flow::ContextId> contexts_;
};

}  // namespace

void add_parameter_causes(const Facts& facts, const FunctionFacts& known,
                          const VerdictFacts& recorded, std::vector<Cause>& out) {
  ParameterCauses(facts, known, recorded, out).run();
}

}  // namespace hyb
