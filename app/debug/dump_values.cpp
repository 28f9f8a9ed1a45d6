#include "app/debug/dump_values.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <vector>

#include "core/rule/selector.h"

namespace hyb::app {
namespace {

constexpr int kDeep = 2;             // containers inside containers that are shown
constexpr std::size_t kWidest = 60;  // of source text

/// Which functions of the reported files a glob chooses; without one the bodies of modules too.
class Choice {
 public:
  Choice(const Program& program, std::string_view glob) : program_(program), all_(glob.empty()) {
    for (std::size_t i = 0; i < program.functions().size(); ++i)
      chosen_.push_back(all_ ||
                        glob_matches(glob, program.qualified_name(FunctionId::from_index(i))));
  }
  /// A row in the body of function `f`; none = in the body of a module.
  bool holds(FunctionId f, NodeRef at) const {
    return (f.exists() ? chosen_[f.index()] : all_) &&
           program_.project().files[at.file.index()].report;
  }
  bool holds(NodeRef at) const { return holds(program_.enclosing_function(at), at); }
  bool holds(FunctionId f) const {
    return f.exists() && holds(f, {program_.function(f).file, program_.function(f).node});
  }

 private:
  const Program& program_;
  bool all_;
  std::vector<bool> chosen_;
};

std::string place(const Program& program, NodeRef at) {
  const SourceFile& source = program.source(at.file);
  const std::uint32_t begin = program.loc(at).begin;
  const std::uint32_t line = source.line_at(begin);
  return source.path() + ":" + std::to_string(line) + ":" +
         std::to_string(begin - source.line_begin(line) + 1);
}

std::string source_text(const Program& program, NodeRef at) {
  std::string text(program.text(at));
  if (text.size() > kWidest) {
    std::size_t end = kWidest - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text = text.substr(0, end) + "...";
  }
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

std::string_view origin_text(flow::Origin origin) {
  switch (origin) {
    case flow::Origin::Proved:
      return "";
    case flow::Origin::Annotated:
      return " (annotated)";
    case flow::Origin::Assumed:
      return " (assumed)";
    case flow::Origin::Speculative:
      return " (speculative)";
  }
  return "";
}

std::string_view name_of(flow::Passage passage) {
  constexpr std::array<std::string_view, 16> kNames = {
      "call",       "graph",      "pipeline",   "pipeline-raw",   "staged",    "mapped",
      "vectorized", "replica",    "keras-call", "keras-symbolic", "keras-fit", "keras-step",
      "eager",      "data-model", "construct",  "unconverted"};
  return kNames[static_cast<std::size_t>(passage)];
}

/// Values as text.
class Describer {
 public:
  explicit Describer(const Facts& facts)
      : facts_(facts), program_(facts.program()), values_(facts.values()) {}

  std::string value(flow::ValueId value, int depth = kDeep) const {
    std::vector<std::string> parts;
    for (flow::ObjectId o : values_.objects(value)) parts.push_back(object(o, depth));
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : " | ") + part;
    return out;
  }

  std::string object(flow::ObjectId id, int depth = kDeep) const {
    using flow::ObjectKind;
    const flow::Object& o = values_[id];
    const std::string text(program_.text(o.name));
    const auto inner = [&](std::uint32_t raw) {
      return object(flow::ObjectId::from_index(raw - 1), depth);
    };
    switch (o.kind) {
      case ObjectKind::Unknown:
        return "?";
      case ObjectKind::None:
        return "None";
      case ObjectKind::Bool:
        return o.a == 2 ? "bool" : o.a == 1 ? "True" : "False";
      case ObjectKind::Int:
        return text.empty() ? "int" : text;
      case ObjectKind::Float:
        return text.empty() ? "float" : text;
      case ObjectKind::Str:
        return text.empty() ? "str" : "'" + text + "'";
      case ObjectKind::Plain:
        return text;
      case ObjectKind::Module:
        return "module " + program_.source(FileId::from_index(o.a - 1)).path();
      case ObjectKind::Folder:
        return "folder";
      case ObjectKind::External:
        return text;
      case ObjectKind::Function:
        return "def " + program_.qualified_name(FunctionId::from_index(o.a - 1));
      case ObjectKind::Class:
        return "class " + program_.qualified_name(ClassId::from_index(o.a - 1));
      case ObjectKind::Instance:
        return inner(o.a).substr(6) + "()";
      case ObjectKind::ExternalInstance:
        if (o.dtype != flow::Dtype::Unknown)
          return text + "(" + std::string(flow::dtype_name(o.dtype)) + ")";
        if (o.a == 0 || depth == 0) return text + "()";
        return text + "(" + value(flow::ValueId::from_index(o.a - 1), depth - 1) + ")";
      case ObjectKind::Tensor:
        return text.substr(text.rfind('.') + 1) + " " + to_text(values_.array_type(o)) +
               std::string(origin_text(o.origin));
      case ObjectKind::Slice:
        return "slice";
      case ObjectKind::TupleClass:
        return "namedtuple(" + text + ")";
      case ObjectKind::BoundMethod:
        return inner(o.a) + "." + inner(o.b);
      case ObjectKind::GraphFunction:
        return "tf.function(" + inner(o.a) + ")";
      case ObjectKind::Partial:
        return "partial(" + inner(o.a) + ")";
      case ObjectKind::Property:
        return "property(" + inner(o.a) + ")";
      case ObjectKind::StaticMethod:
        return "staticmethod(" + inner(o.a) + ")";
      case ObjectKind::ClassMethod:
        return "classmethod(" + inner(o.a) + ")";
      case ObjectKind::Super:
        return "super(" + inner(o.b) + ")";
      case ObjectKind::Tuple:
        return parts(id, "(", ")", depth);
      case ObjectKind::List:
        return parts(id, "[", "]", depth);
      case ObjectKind::Dict:
        return parts(id, "{", "}", depth);
      case ObjectKind::Iterator:
        return "iterator of " +
               (o.a == 0 ? "?" : value(flow::ValueId::from_index(o.a - 1), depth - 1));
      case ObjectKind::Generator:
        return "generator";
    }
    return "";
  }

 private:
  /// The elements of a container, as far down as `depth` allows.
  std::string parts(flow::ObjectId id, std::string_view open, std::string_view close,
                    int depth) const {
    if (depth <= 0) return std::string(open) + "..." + std::string(close);
    bool fixed = true;
    std::string out;
    for (flow::ValueId part : facts_.engine().parts_of(id, &fixed)) {
      const std::string one = value(part, depth - 1);
      out += (out.empty() ? "" : ", ") + (one.empty() ? "never" : one);
    }
    if (!fixed) out += out.empty() ? "..." : ", ...";
    return std::string(open) + out + std::string(close);
  }

  const Facts& facts_;
  const Program& program_;
  const flow::Values& values_;
};

/// The site number an object carries, 0 if it is not told apart by where it is made.
std::uint32_t site_of(const flow::Object& object) {
  using flow::ObjectKind;
  const bool has_site = object.kind == ObjectKind::Instance || object.kind == ObjectKind::List ||
                        object.kind == ObjectKind::Dict || object.kind == ObjectKind::Tensor ||
                        object.kind == ObjectKind::ExternalInstance;
  return has_site ? object.b : 0;
}

/// "f#2(x=...)": which evaluation of a function, and with what.
std::string evaluation(const Facts& facts, const Describer& describe, flow::ContextId id) {
  const Program& program = facts.program();
  const flow::Context& context = facts.engine().contexts()[id.index()];
  if (!context.function.exists())
    return context.class_body.exists() ? "class " + program.qualified_name(context.class_body)
                                       : "module";
  const std::vector<flow::ContextId>& all = facts.engine().contexts_of(context.function);
  const auto number = std::find(all.begin(), all.end(), id) - all.begin() + 1;
  std::string out = program.qualified_name(context.function) + "#" + std::to_string(number) + "(";
  const FunctionInfo& info = program.function(context.function);
  for (std::size_t p = 0; p < context.parameters.size(); ++p) {
    if (p != 0) out += ", ";
    out += std::string(program.text(info.parameters[p].name)) + "=" +
           describe.value(context.parameters[p], 1);
  }
  return out + ")" + (context.assumed ? " assumed" : "");
}

}  // namespace

std::string dump_values(const Facts& facts, std::string_view glob) {
  std::string out;
  const Program& program = facts.program();
  const Choice chosen(program, glob);
  const Describer describe(facts);
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeRef at{file, NodeId::from_index(r)};
      const NodeKind kind = tree.kind(at.node);
      const flow::ValueId value = facts.value(at);
      const bool always =
          kind == NodeKind::Name || kind == NodeKind::Attribute || kind == NodeKind::Call;
      const NodeId up = tree.parent(at.node);
      if (!up.exists() || tree.kind(up) == NodeKind::Block || tree.kind(up) == NodeKind::Module)
        continue;  // statements denote nothing
      if (!always && !value.exists()) continue;
      if (!chosen.holds(at)) continue;
      const std::string text = describe.value(value);
      out += place(program, at) + " " + source_text(program, at) + " : " +
             (text.empty() ? "(never reached)" : text) + "\n";
    }
  }
  return out;
}

std::string dump_calls(const Facts& facts, std::string_view glob) {
  const Program& program = facts.program();
  const Choice chosen(program, glob);
  const Describer describe(facts);
  std::string out;
  std::string last;
  for (const flow::CallEdge& edge : facts.edges()) {
    if (!chosen.holds(edge.caller, edge.site) && !chosen.holds(edge.callee)) continue;
    std::string line = place(program, edge.site) + " ";
    line += edge.caller.exists() ? program.qualified_name(edge.caller) : "<module>";
    line += " -> " + program.qualified_name(edge.callee) + " " +
            std::string(name_of(edge.passage)) + "\n";
    if (line != last) out += line;
    last = line;
    out += "    " + evaluation(facts, describe, edge.from) + " -> " +
           evaluation(facts, describe, edge.to) + "\n";
  }
  return out;
}

std::string dump_heap(const Facts& facts, std::string_view glob) {
  const Program& program = facts.program();
  const flow::Engine& engine = facts.engine();
  const Choice chosen(program, glob);
  const Describer describe(facts);
  std::map<flow::ObjectId, std::vector<std::string>> attributes;
  for (const flow::Engine::AttributeCell& cell : engine.attribute_cells())
    if (cell.value.exists())
      attributes[cell.object].push_back("." + std::string(program.text(cell.name)) + " = " +
                                        describe.value(cell.value));
  using Row = std::tuple<NodeRef, std::string, flow::ObjectId>;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < facts.values().object_count(); ++i) {
    const flow::ObjectId id = flow::ObjectId::from_index(i);
    const std::uint32_t site = site_of(facts.values()[id]);
    if (site == 0) continue;
    const NodeRef at = engine.allocation(site);
    if (at.node.exists() && chosen.holds(at)) rows.emplace_back(at, describe.object(id), id);
  }
  std::sort(rows.begin(), rows.end());
  std::string out;
  for (const auto& [at, text, id] : rows) {
    out += place(program, at) + " " + source_text(program, at) + " : " + text + "\n";
    const auto found = attributes.find(id);
    if (found == attributes.end()) continue;
    std::sort(found->second.begin(), found->second.end());
    for (const std::string& line : found->second) out += "    " + line + "\n";
  }
  return out;
}

}  // namespace hyb::app
