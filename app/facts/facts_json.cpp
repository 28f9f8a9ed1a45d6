#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/facts/facts_report.h"
#include "app/version.h"

namespace hyb::app {
namespace {

using Json = nlohmann::ordered_json;

Json tri(Tri value) {
  return value == Tri::Unknown ? Json(nullptr) : Json(value == Tri::Yes);
}

Json shape_json(const std::optional<flow::Dims>& shape) {
  if (!shape) return nullptr;
  Json out = Json::array();
  for (flow::Dim dim : *shape) {
    if (dim.known())
      out.push_back(dim.size);
    else if (dim == flow::Dim::dynamic())
      out.push_back(nullptr);
    else
      out.push_back(dim == flow::Dim::ragged() ? "ragged" : "?");
  }
  return out;
}

Json types_json(const std::vector<TypeFact>& types) {
  std::vector<Json> sorted;
  for (const TypeFact& type : types)
    sorted.push_back({{"kind", type.kind},
                      {"dtype", type.dtype.empty() ? Json(nullptr) : Json(type.dtype)},
                      {"shape", shape_json(type.shape)}});
  std::sort(sorted.begin(), sorted.end(),
            [](const Json& a, const Json& b) { return a.dump() < b.dump(); });
  Json out = Json::array();
  for (Json& type : sorted) out.push_back(std::move(type));
  return out;
}

Json parameter_json(const ParameterFact& p) {
  Json container = nullptr;
  if (p.container) {
    Json elements = Json::array();
    for (const std::vector<TypeFact>& types : p.container->elements)
      elements.push_back(types_json(types));
    container = {{"kind", p.container->kind},
                 {"arity", p.container->arity ? Json(*p.container->arity) : Json(nullptr)},
                 {"elements", std::move(elements)}};
  }
  std::vector<std::string> values = p.values;
  std::sort(values.begin(), values.end());
  return {{"name", p.name},
          {"kind", p.kind},
          {"tensor", tri(p.tensor)},
          {"primitive", tri(p.primitive)},
          {"supplied", p.supplied},
          {"container", std::move(container)},
          {"evidence", p.evidence},
          {"complete", p.complete},
          {"types", types_json(p.types)},
          {"values", values}};
}

Json place_json(const EffectFact::Place& at) {
  return {{"file", at.file}, {"line", at.line}, {"text", at.text}};
}

Json effect_json(const EffectFact& effect) {
  Json out = {{"kind", effect.kind}};
  out.update(place_json(effect.at));
  out["through"] = Json::array();
  for (const EffectFact::Place& call : effect.through) out["through"].push_back(place_json(call));
  return out;
}

std::string_view calls_word(CallCount calls) {
  switch (calls) {
    case CallCount::Once:
      return "once";
    case CallCount::Loop:
      return "loop";
    case CallCount::Unknown:
      break;
  }
  return "unknown";
}

/// The preconditions by name, and a reason for each that does not simply hold.
void add_preconditions(Json& out, const FunctionFacts& f) {
  Json reasons = Json::object();
  for (const PreconditionFact& fact : f.preconditions) {
    out[std::string(fact.name)] = tri(fact.answer.value);
    if (fact.file.empty()) continue;
    reasons[std::string(fact.name)] = {{"file", fact.file},
                                       {"line", fact.line},
                                       {"text", fact.answer.what},
                                       {"through", fact.through}};
  }
  out["reasons"] = std::move(reasons);
}

Json reservation_json(const Program& program, const Reservation& one) {
  Json file = nullptr;
  Json line = nullptr;
  if (one.at.node.exists()) {
    file = program.project().files[one.at.file.index()].path;
    line = program.source(one.at.file).line_at(program.loc(one.at).begin);
  }
  return {{"kind", one.key}, {"file", file}, {"line", line}, {"text", one.text}};
}

Json verdict_json(const FactsRecord& record) {
  const FunctionFacts& f = record.facts;
  const Verdict& verdict = record.verdict.verdict;
  Json transformations = Json::array();
  if (verdict.transformation != Transformation::None)
    transformations.push_back(name_of(verdict.transformation));
  Json failures = Json::array();
  for (const FailureText& failure : record.failures)
    failures.push_back({{"code", failure.code}, {"line", failure.line}, {"why", failure.why}});
  Json doubts = Json::array();
  for (VerdictFact fact : verdict.doubts) doubts.push_back(info(fact).key);
  Json notices = Json::array();
  if (record.verdict.speculative) notices.push_back("SPECULATIVE_ANALYSIS");
  Json reservations = Json::array();
  for (const Reservation& one : record.reservations)
    reservations.push_back(reservation_json(record.program, one));
  const bool none = verdict.precondition == Precondition::None;
  return {{"kind", verdict.optimize ? "optimize" : "convert"},
          {"precondition", none ? Json(nullptr) : Json(name_of(verdict.precondition))},
          {"transformations", std::move(transformations)},
          {"failures", std::move(failures)},
          {"doubts", std::move(doubts)},
          {"notices", std::move(notices)},
          {"profit",
           {{"weighted_ops", f.weighted_ops},
            {"calls", calls_word(f.calls)},
            {"profitable", tri(f.profitable)}}},
          {"advice", name_of(record.verdict.advice)},
          {"reservations", std::move(reservations)}};
}

Json signature_json(const SignatureFact& signature) {
  const auto text_or_null = [](std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
  };
  return {{"present", signature.present},
          {"text", text_or_null(signature.text)},
          {"reason", text_or_null(signature.reason)},
          {"blocking", signature.blocking}};
}

Json supplied_json(const SuppliedSignatureFact& supplied) {
  return {{"present", supplied.present},
          {"agrees", supplied.agrees.empty() ? Json(nullptr) : Json(supplied.agrees)}};
}

Json function_json(const FactsRecord& record) {
  const FunctionFacts& f = record.facts;
  Json options = Json::object();
  for (const OptionFact& option : f.options) options[option.name] = option.text;
  Json parameters = Json::array();
  for (const ParameterFact& p : f.parameters) parameters.push_back(parameter_json(p));
  Json effects = Json::array();
  for (const EffectFact& effect : f.effects) effects.push_back(effect_json(effect));
  Json out = {{"file", record.path},
              {"name", f.name},
              {"line", f.line},
              {"column", f.column},
              {"end_line", f.end_line},
              {"class", f.class_name.empty() ? Json(nullptr) : Json(f.class_name)},
              {"hybrid", f.hybrid},
              {"decorators", f.decorators},
              {"hybridization", {{"how", f.how}, {"arguments", std::move(options)}}},
              {"contexts", {{"eager", f.eager}, {"traced", f.traced}, {"converted", f.converted}}},
              {"caller_covered", f.caller_covered},
              {"calls_known", f.calls_known},
              {"tensor_parameter", tri(f.tensor_parameter)},
              {"primitive_parameter", tri(f.primitive_parameter)},
              {"python_side_effects", tri(f.python_side_effects)},
              {"callback_side_effects", tri(f.callback_side_effects)},
              {"recursive", f.recursive},
              {"tensor_computation", tri(f.tensor_computation)}};
  add_preconditions(out, f);
  out.update(Json{{"trace_estimate", f.trace_estimate ? Json(*f.trace_estimate) : Json(nullptr)},
                  {"parameters", std::move(parameters)},
                  {"returns", types_json(f.returns)},
                  {"returns_complete", f.returns_complete},
                  {"effects", std::move(effects)},
                  {"input_signature", signature_json(f.input_signature)},
                  {"supplied_input_signature", supplied_json(f.supplied_signature)},
                  {"verdict", verdict_json(record)}});
  return out;
}

class JsonWriter : public FactsWriter {
 public:
  void add(const FactsRecord& record) override { functions.push_back(function_json(record)); }
  Json functions = Json::array();
};

}  // namespace

Result<std::string> facts_as_json(const FactsRequest& request) {
  JsonWriter writer;
  if (const Status done = report_facts(request, writer); !done) return done.error();
  const Json document = {{"schema", "hybridize-facts/1"},
                         {"tool", {{"version", kVersion}, {"api_model", "2.21"}}},
                         {"root", "."},
                         {"functions", std::move(writer.functions)}};
  // One space deep: a large project has a hundred thousand lines of it.
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hyb::app
