#include "app/facts_command.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/large_stack.h"
#include "app/lint.h"
#include "app/settings.h"
#include "app/version.h"
#include "core/facts/function_facts.h"
#include "core/rule/selector.h"

namespace hyb::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kStack = std::size_t{512} << 20;  // as the linter's own, see lint.cpp

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

Json function_json(const FunctionFacts& f, const std::string& path) {
  Json options = Json::object();
  for (const OptionFact& option : f.options) options[option.name] = option.text;
  Json parameters = Json::array();
  for (const ParameterFact& p : f.parameters) parameters.push_back(parameter_json(p));
  return {{"file", path},
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
          {"recursive", f.recursive},
          {"tensor_computation", f.tensor_computation},
          {"trace_estimate", f.trace_estimate ? Json(*f.trace_estimate) : Json(nullptr)},
          {"parameters", std::move(parameters)},
          {"returns", types_json(f.returns)},
          {"returns_complete", f.returns_complete}};
}

std::string type_text(const TypeFact& type) {
  flow::ArrayType array{flow::dtype_of_name(type.dtype), type.shape};
  const std::string text = to_text(array);
  return type.kind == "dense" ? text : std::string(type.kind) + " " + text;
}

std::string types_text(const std::vector<TypeFact>& types) {
  std::vector<std::string> each;
  for (const TypeFact& type : types) each.push_back(type_text(type));
  std::sort(each.begin(), each.end());
  std::string out;
  for (const std::string& one : each) out += (out.empty() ? "" : " | ") + one;
  return out;
}

std::string_view word(Tri value) {
  return value == Tri::Unknown ? "?" : value == Tri::Yes ? "yes" : "no";
}

std::string function_text(const FunctionFacts& f, const std::string& path) {
  std::string out = path + ":" + std::to_string(f.line) + " " + f.name + "\n";
  out += "    ";
  out += f.hybrid ? "hybrid (" + std::string(f.how) + ")" : "not hybrid";
  if (f.eager) out += ", eager";
  if (f.traced) out += f.converted ? ", traced" : ", traced without AutoGraph";
  if (f.recursive) out += ", recursive";
  if (f.tensor_computation) out += ", computes with tensors";
  out += "; tensor parameter: " + std::string(word(f.tensor_parameter)) +
         ", primitive parameter: " + std::string(word(f.primitive_parameter)) + "; " +
         std::to_string(f.calls_known) + (f.calls_known == 1 ? " call" : " calls");
  if (f.hybrid && f.trace_estimate) out += ", " + std::to_string(*f.trace_estimate) + " traces";
  out += "\n";
  for (const ParameterFact& p : f.parameters) {
    if (p.kind == "receiver") continue;
    out += "    " + std::string(p.name) + ": ";
    if (p.tensor == Tri::Yes) {
      out += p.types.empty()
                 ? std::string(p.container ? p.container->kind : "tensor") + " of tensors"
                 : types_text(p.types);
    } else {
      out += p.tensor == Tri::No ? "no tensor" : "?";
    }
    for (std::size_t i = 0; i < p.values.size(); ++i) out += (i == 0 ? " = " : ", ") + p.values[i];
    out += " (" + std::string(p.evidence) + ")\n";
  }
  if (!f.returns.empty()) out += "    returns " + types_text(f.returns) + "\n";
  return out;
}

}  // namespace

int run_facts(const Arguments& arguments, Console& console) {
  Settings settings = make_settings(arguments, all_rules());
  for (const std::string& mistake : settings.mistakes) console.err(mistake);
  if (!settings.mistakes.empty()) return 2;
  Project project = discover(settings.request.discover);
  for (const std::string& failure : project.failures) console.error(failure);
  if (!project.failures.empty()) return 2;
  // A record for every function: also of files that never mention TensorFlow.
  for (ProjectFile& file : project.files) file.named = file.named || file.report;
  const unsigned jobs = settings.request.jobs != 0
                            ? settings.request.jobs
                            : std::max(1U, std::thread::hardware_concurrency());
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program = link_program(project, settings.request.discover.overlay, jobs, sources, stats);
  Json functions = Json::array();
  std::string text;
  run_on_large_stack(kStack, [&] {
    const Facts facts(program, Need::Values | Need::Tracing);
    const FunctionFactsMaker maker(facts);
    for (std::size_t i = 0; i < program.file_count(); ++i) {
      const FileId file = FileId::from_index(i);
      if (!project.files[i].report || !program.file(file).parsed) continue;
      for (const FunctionFacts& f : maker.of_file(file)) {
        if (!arguments.function.empty() && !glob_matches(arguments.function, f.name)) continue;
        if (arguments.as_text)
          text += function_text(f, project.files[i].path);
        else
          functions.push_back(function_json(f, project.files[i].path));
      }
    }
  });
  if (arguments.as_text) {
    console.out(text);
    return 0;
  }
  const Json document = {{"schema", "hybridize-facts/1"},
                         {"tool", {{"version", kVersion}, {"api_model", "2.21"}}},
                         {"root", "."},
                         {"functions", std::move(functions)}};
  console.out(document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  return 0;
}

}  // namespace hyb::app
