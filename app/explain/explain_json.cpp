#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/explain/explain_graph.h"
#include "app/explain/explain_report.h"
#include "app/version.h"

namespace hyb::app {
namespace {

using Json = nlohmann::ordered_json;

Json tri(Tri value) {
  return value == Tri::Unknown ? Json(nullptr) : Json(value == Tri::Yes);
}

class JsonForm {
 public:
  explicit JsonForm(const Explained& explained)
      : in_(explained), why_(explained.why), program_(explained.facts.program()) {}

  Json write() const {
    const FunctionFacts& f = why_.known;
    const FileId file = program_.function(f.function).file;
    Json given = Json::object();
    for (const auto& [fact, value] : why_.given) given[std::string(info(fact).key)] = value;
    Json facts = Json::array();
    for (const VerdictFactInfo& row : kVerdictFacts) facts.push_back(fact_json(row));
    Json causes = Json::array();
    for (std::uint32_t c = 0; c < why_.causes.size(); ++c) causes.push_back(cause_json(c));
    Json reservations = Json::array();
    for (const Reservation& one : why_.reservations)
      reservations.push_back({{"kind", one.key}, {"at", place_json(one.at)}, {"text", one.text}});
    Json flips = Json::array();
    for (const Plan& plan : in_.plans) flips.push_back(plan_json(plan));
    return {{"schema", "hybridize-explanation/1"},
            {"tool", {{"version", kVersion}, {"api_model", "2.21"}}},
            {"function",
             {{"file", program_.project().files[file.index()].path},
              {"name", f.name},
              {"line", f.line},
              {"end_line", f.end_line},
              {"hybrid", f.hybrid}}},
            {"verdict", verdict_json(why_.verdict)},
            {"reservations", std::move(reservations)},
            {"grade", name_of(why_.grade)},
            {"given", std::move(given)},
            {"why_not", in_.why_not ? Json(name_of(*in_.why_not)) : Json(nullptr)},
            {"facts_recorded", kVerdictFactCount},
            {"facts_shown", shown_facts(in_).size()},
            {"facts", std::move(facts)},
            {"causes", std::move(causes)},
            {"flips", std::move(flips)},
            {"all_flips", why_.flips.all && in_.plans.size() == why_.flips.sets.size()},
            {"graph", graph_json()}};
  }

 private:
  Json place_json(NodeRef at) const {
    if (!at.node.exists()) return nullptr;
    const ShownPlace place = shown_place(program_, at);
    return {{"file", place.file},
            {"line", place.line},
            {"column", place.column},
            {"end_line", place.end_line},
            {"end_column", place.end_column},
            {"text", place.text}};
  }

  static Json verdict_json(const Verdict& verdict) {
    Json codes = Json::array();
    for (const Failure& failure : verdict.failures) codes.push_back(failure.code);
    Json doubts = Json::array();
    for (VerdictFact fact : verdict.doubts) doubts.push_back(info(fact).key);
    const bool none = verdict.precondition == Precondition::None;
    const bool as_is = verdict.transformation == Transformation::None;
    return {{"kind", verdict.optimize ? "optimize" : "convert"},
            {"precondition", none ? Json(nullptr) : Json(name_of(verdict.precondition))},
            {"transformation", as_is ? Json(nullptr) : Json(name_of(verdict.transformation))},
            {"failures", std::move(codes)},
            {"doubts", std::move(doubts)}};
  }

  Json fact_json(const VerdictFactInfo& row) const {
    Json codes = Json::array();
    for (const Failure& failure : why_.verdict.failures)
      if (failure.fact == row.fact) codes.push_back(failure.code);
    return {{"key", row.key},
            {"value", tri(why_.recorded[row.fact])},
            {"failures", std::move(codes)},
            {"causes", why_.causes_of(row.fact)}};
  }

  Json cause_json(std::uint32_t c) const {
    const Cause& cause = why_.causes[c];
    Json through = Json::array();
    for (const flow::CallEdge& edge : cause.through) {
      Json call = place_json(edge.site);
      call["calls"] = program_.qualified_name(edge.callee);
      through.push_back(std::move(call));
    }
    Json sites = Json::array();
    for (NodeRef site : cause.sites) sites.push_back(place_json(site));
    Json claims = Json::array();
    for (const Claim& claim : cause.claims) {
      Json one = {{"fact", info(claim.fact).key},
                  {"with", tri(claim.with)},
                  {"without", tri(claim.without)}};
      if (std::find(claims.begin(), claims.end(), one) == claims.end())
        claims.push_back(std::move(one));
    }
    const FlipRating& rating = why_.flips.ratings[c];
    return {{"id", c},
            {"kind", name_of(cause.kind)},
            {"claims", std::move(claims)},
            {"text", cause.text},
            {"at", place_json(cause.at)},
            {"function", cause.function.exists() ? Json(program_.qualified_name(cause.function))
                                                 : Json(nullptr)},
            {"through", std::move(through)},
            {"sites", std::move(sites)},
            {"api", cause.api.empty() ? Json(nullptr) : Json(cause.api)},
            {"grade", name_of(cause.grade)},
            {"label", name_of(why_.labels[c])},
            {"responsibility", rating.responsibility},
            {"share", rating.share ? Json(*rating.share) : Json(nullptr)},
            {"repair", name_of(cause.repair)},
            {"step", repair_sentence(in_.facts, cause)},
            {"cost", cause.cost},
            {"yours", cause.repair != Repair::NotYours}};
  }

  Json plan_json(const Plan& plan) const {
    Json edits = Json::array();
    for (const Edit& edit : plan.edits) {
      const SourceFile& source = program_.source(edit.where.file);
      const std::uint32_t line = source.line_at(edit.where.begin);
      edits.push_back({{"file", program_.project().files[edit.where.file.index()].path},
                       {"line", line},
                       {"column", edit.where.begin - source.line_begin(line) + 1},
                       {"begin", edit.where.begin},
                       {"end", edit.where.end},
                       {"text", edit.replacement}});
    }
    return {{"causes", plan.set->changes}, {"verdict", verdict_json(plan.set->verdict)},
            {"cost", plan.cost},           {"smallest", plan.set->smallest},
            {"yours", plan.yours},         {"editable", plan.editable},
            {"edited", plan.edited},       {"after_edits", verdict_json(plan.after_edits)},
            {"edits", std::move(edits)}};
  }

  Json graph_json() const {
    const ExplanationGraph graph = explanation_graph(in_);
    Json nodes = Json::array();
    for (const GraphNode& node : graph.nodes)
      nodes.push_back({{"id", node.id},
                       {"kind", name_of(node.kind)},
                       {"text", node.text},
                       {"at", place_json(node.at)}});
    Json edges = Json::array();
    for (const GraphEdge& edge : graph.edges)
      edges.push_back({{"from", graph.nodes[edge.from].id},
                       {"to", graph.nodes[edge.to].id},
                       {"grade", name_of(edge.grade)},
                       {"call", place_json(edge.site)}});
    return {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
  }

  const Explained& in_;
  const Explanation& why_;
  const Program& program_;
};

}  // namespace

std::string explanation_as_json(const Explained& explained, JsonLayout layout) {
  const int indent = layout == JsonLayout::Indented ? 1 : -1;
  return JsonForm(explained).write().dump(indent, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace hyb::app
