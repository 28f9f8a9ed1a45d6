#include <algorithm>
#include <vector>

#include "app/facts/facts_report.h"
#include "core/flow/array_type.h"

namespace hyb::app {
namespace {

std::string type_text(const TypeFact& type) {
  const std::string text = to_text(flow::ArrayType{flow::dtype_of_name(type.dtype), type.shape});
  return type.kind == "dense" ? text : std::string(type.kind) + " " + text;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

/// "float32[2] | int32[]"; a "?" at the end when it may be something else besides.
std::string types_text(const std::vector<TypeFact>& types, bool complete) {
  std::vector<std::string> each;
  for (const TypeFact& type : types) each.push_back(type_text(type));
  std::sort(each.begin(), each.end());
  if (!complete) each.emplace_back("?");
  return joined(each, " | ");
}

/// "tuple(float32[2], no tensor)"; "list(float32[2], ...)" when nobody knows how many.
std::string container_text(const ContainerFact& container) {
  std::vector<std::string> elements;
  for (const std::vector<TypeFact>& types : container.elements)
    elements.push_back(types.empty() ? "no tensor" : types_text(types, true));
  if (!container.arity) elements.emplace_back("...");
  return std::string(container.kind) + "(" + joined(elements, ", ") + ")";
}

std::string_view word(Tri value) {
  return value == Tri::Unknown ? "?" : value == Tri::Yes ? "yes" : "no";
}

std::string parameter_text(const ParameterFact& p) {
  std::string out = std::string(p.name) + ": ";
  if (p.tensor == Tri::Yes) {
    std::vector<std::string> parts;
    if (p.container) parts.push_back(container_text(*p.container));
    if (!p.types.empty()) parts.push_back(types_text(p.types, true));
    if (parts.empty()) parts.emplace_back("tensor");
    if (!p.complete) parts.emplace_back("?");
    out += joined(parts, " | ");
  } else {
    out += p.tensor == Tri::No ? "no tensor" : "?";
  }
  std::vector<std::string> values = p.values;
  std::sort(values.begin(), values.end());
  if (!values.empty()) out += " = " + joined(values, ", ");
  return out + " (" + std::string(p.evidence) + ")";
}

std::string effect_text(const EffectFact& effect) {
  const auto line = [](const EffectFact::Place& at) {
    return at.file + ":" + std::to_string(at.line);
  };
  std::string out =
      "effect " + std::string(effect.kind) + ": " + effect.at.text + " at " + line(effect.at);
  for (const EffectFact::Place& call : effect.through)
    out += (&call == effect.through.data() ? " through " : ", ") + line(call);
  return out;
}

void add_verdict(std::vector<std::string>& lines, const FactsRecord& record) {
  const Verdict& verdict = record.verdict.verdict;
  std::string head = "verdict: ";
  if (verdict.precondition != Precondition::None)
    head += std::string(name_of(verdict.precondition)) + " " +
            std::string(name_of(verdict.transformation));
  else
    head += verdict.optimize ? "stays as it is" : "stays eager";
  head += "; advice: " + std::string(name_of(record.verdict.advice));
  lines.push_back(std::move(head));
  for (const FailureText& failure : record.failures)
    lines.push_back("  " + std::string(failure.code) + ", line " + std::to_string(failure.line) +
                    ": " + failure.why);
  for (VerdictFact fact : verdict.doubts)
    lines.push_back("  not known: " + std::string(info(fact).key));
  for (const Reservation& one : record.reservations) {
    std::string text = "  left eager: " + one.text;
    if (one.at.node.exists())
      text += ", at " + record.program.project().files[one.at.file.index()].path + ":" +
              std::to_string(
                  record.program.source(one.at.file).line_at(record.program.loc(one.at).begin));
    lines.push_back(std::move(text));
  }
}

class TextWriter : public FactsWriter {
 public:
  void add(const FactsRecord& record) override {
    text +=
        record.path + ":" + std::to_string(record.facts.line) + " " + record.facts.name + "\n    ";
    for (char c : facts_lines(record)) {
      text += c;
      if (c == '\n') text += "    ";
    }
    text += "\n";
  }
  std::string text;
};

}  // namespace

std::string facts_lines(const FactsRecord& record) {
  const FunctionFacts& f = record.facts;
  std::vector<std::string> lines;
  std::string first = f.hybrid ? "hybrid (" + std::string(f.how) + ")" : "not hybrid";
  for (const OptionFact& option : f.options) first += " " + option.name + "=" + option.text;
  if (f.eager) first += ", eager";
  if (f.traced) first += f.converted ? ", traced" : ", traced without AutoGraph";
  if (f.caller_covered) first += ", callers traced";
  if (f.recursive) first += ", recursive";
  if (f.tensor_computation == Tri::Yes) first += ", computes with tensors";
  lines.push_back(std::move(first));
  std::string second = std::to_string(f.calls_known) + (f.calls_known == 1 ? " call" : " calls");
  if (f.trace_estimate)
    second +=
        ", " + std::to_string(*f.trace_estimate) + (*f.trace_estimate == 1 ? " trace" : " traces");
  second += "; tensor parameter: " + std::string(word(f.tensor_parameter)) +
            ", primitive parameter: " + std::string(word(f.primitive_parameter)) +
            ", side effects: " + std::string(word(f.python_side_effects));
  lines.push_back(std::move(second));
  for (const PreconditionFact& fact : f.preconditions) {
    if (fact.answer.value == Tri::No) continue;
    std::string text = std::string(fact.name) + ": " + std::string(word(fact.answer.value));
    if (!fact.file.empty()) text += ", line " + std::to_string(fact.line) + ": ";
    lines.push_back(text + std::string(fact.answer.what) +
                    (fact.through.empty() ? "" : " (through " + joined(fact.through, ", ") + ")"));
  }
  for (const ParameterFact& p : f.parameters)
    if (p.kind != "receiver") lines.push_back(parameter_text(p));
  if (!f.returns.empty()) lines.push_back("returns " + types_text(f.returns, f.returns_complete));
  if (f.input_signature.present) {
    lines.push_back("input_signature=" + f.input_signature.text);
  } else {
    std::string line = "no input signature, " + std::string(f.input_signature.reason);
    for (std::string_view name : f.input_signature.blocking)
      line += (name == f.input_signature.blocking.front() ? " of " : ", ") + std::string(name);
    lines.push_back(std::move(line));
  }
  if (f.supplied_signature.present)
    lines.push_back("given an input signature, which " +
                    (f.supplied_signature.agrees.empty() ? "may agree with the calls or not"
                     : f.supplied_signature.agrees == "agrees"
                         ? "agrees with the calls"
                         : "is " + std::string(f.supplied_signature.agrees)));
  for (const EffectFact& effect : f.effects) lines.push_back(effect_text(effect));
  add_verdict(lines, record);
  return joined(lines, "\n");
}

Result<std::string> facts_as_text(const FactsRequest& request) {
  TextWriter writer;
  if (const Status done = report_facts(request, writer); !done) return done.error();
  return std::move(writer.text);
}

}  // namespace hyb::app
