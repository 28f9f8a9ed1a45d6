// Rule HYB013. User documentation: side_effect_print.md; tests: tests/checks/side_effect/….
#include "checks/check.h"
#include "checks/leftover_state.h"
#include "checks/shown_values.h"
#include "fixits/edits.h"

namespace hyb::checks::side_effect {
namespace {

struct Options {
  bool static_text = true;
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::static_text>("static-text", "true",
                                  "Also report (as a note) prints of text that no tensor is in."),
    option<&Options::tests>("tests", "false",
                            "Report prints in test code too, not only those that raise."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}()' in traced code runs only while tracing, and shows a symbolic tensor instead of its "
     "value; use 'tf.print'."},
    {"static",
     "'{0}()' in traced code runs only while tracing; use 'tf.print' to print at each call."},
    {"format", "'{0}()' formats a tensor with a numeric format, which raises while tracing."},
};

constexpr char kDocs[] =
#include "side_effect_print.md.inc"
    ;

/// A call of print, of something else that prints, or of map with print as its function.
bool prints(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  if (const ApiRow* api = facts.called_api(call); api != nullptr && api->has(Trait::Print))
    return true;
  if (!facts.names({call.file, tree.child(call.node, Field::Function)}, Trait::MapsFunction))
    return false;
  for (NodeId first : tree.children(tree.child(call.node, NodeKind::Arguments)))
    return facts.names({call.file, first}, Trait::PythonPrint);
  return false;
}

/// Text that says it is a trace marker ("tracing step", "Retracing!").
bool is_trace_marker(const Facts& facts, FileId file, NodeId arguments) {
  return names_a_trace(facts.program().text(NodeRef{file, arguments}));
}

/// The first statement of the tf.function itself, printing constant text: put there on purpose.
bool is_first_statement(const Facts& facts, NodeRef call, FunctionId f) {
  if (facts.decorations_of(f).empty()) return false;
  const Tree& tree = facts.program().tree(call.file);
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments)))
    if (tree.kind(argument) != NodeKind::String) return false;
  const NodeId statement = tree.parent(call.node);
  for (NodeId first : tree.children(facts.program().function(f).body)) {
    if (tree.kind(first) == NodeKind::ExprStmt &&
        tree.kind(tree.child(first, Field::Value)) == NodeKind::String)
      continue;  // the docstring
    return first == statement;
  }
  return false;
}

/// One part of an f-string: a string literal, or what stands between braces.
struct Piece {
  std::string text;
  bool value = false;
};

/// The parts of an f-string as arguments of their own, format specs left out; none: it cannot be
/// taken apart.
std::vector<Piece> pieces_of(const Facts& facts, FileId file, NodeId row) {
  const Tree& tree = facts.program().tree(file);
  const std::string_view whole = facts.program().text(NodeRef{file, row});
  if ((tree[row].op & (string_flag::kTriple | string_flag::kTemplate)) != 0) return {};
  const auto quote = whole.find_first_of("'\"");
  if (quote == std::string_view::npos || whole.size() < quote + 2) return {};
  const std::string opening =
      ((tree[row].op & string_flag::kRaw) != 0 ? "r" : "") + std::string(1, whole[quote]);
  std::vector<Piece> out;
  const auto literal = [&](std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < to; ++i) {
      text += whole[i];
      if ((whole[i] == '{' || whole[i] == '}') && i + 1 < to && whole[i + 1] == whole[i]) ++i;
    }
    if (!text.empty()) out.push_back({opening + text + whole[quote]});
  };
  std::size_t at = quote + 1;
  for (NodeId part : tree.children(row)) {
    if (tree.kind(part) != NodeKind::Interpolation) return {};
    const NodeId value = tree.child(part, Field::Value);
    const std::string_view inner = facts.program().text(NodeRef{file, value});
    const std::size_t begin = tree[part].begin - tree[row].begin;
    const std::size_t after = tree[value].end - tree[row].begin;
    const auto next = whole.find_first_not_of(' ', after);
    if (next == std::string_view::npos || (whole[next] != '}' && whole[next] != ':')) return {};
    literal(at, begin);
    out.push_back({std::string(inner), true});
    at = tree[part].end - tree[row].begin;
  }
  literal(at, whole.size() - 1);
  return out;
}

/// Text and values in turn with blanks between them: what print puts between its arguments anyway.
bool stands_apart(const std::vector<Piece>& pieces) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0 && pieces[i].value == pieces[i - 1].value) return false;
    if (pieces[i].value) continue;
    const std::string& text = pieces[i].text;
    const std::size_t first = text.find_first_of("'\"") + 1;
    const std::size_t last = text.size() - 2;
    if (last <= first || (i > 0 && text[first] != ' ') ||
        (i + 1 < pieces.size() && text[last] != ' '))
      return false;
  }
  return true;
}

/// An f-string that is the one thing printed, as arguments of tf.print; "" = it cannot be.
std::string split_format(const Facts& facts, FileId file, NodeId row) {
  std::vector<Piece> pieces = pieces_of(facts, file, row);
  const bool apart = stands_apart(pieces);
  std::string out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::string& text = pieces[i].text;
    if (apart && !pieces[i].value) {
      if (i + 1 < pieces.size()) text.erase(text.size() - 2, 1);
      if (i > 0) text.erase(text.find_first_of("'\"") + 1, 1);
    }
    out += (i > 0 ? ", " : "") + text;
  }
  return out.empty() || apart ? out : out + ", sep=\"\"";
}

/// `print` -> `tf.print` where every argument means the same there.
std::vector<Edit> tf_print(const Facts& facts, FileId file, NodeId call) {
  const Tree& tree = facts.program().tree(file);
  const SourceFile& source = facts.program().source(file);
  const std::string_view tf = facts.tensorflow_alias(file);
  if (tf.empty()) return {};
  const NodeId callee = tree.child(call, Field::Function);
  std::vector<Edit> edits{{tree.loc(callee), std::string(tf) + ".print"}};
  bool alone = true;  // one value, and no say about what stands between values
  std::size_t count = 0;
  for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
    if (tree.kind(argument) != NodeKind::Keyword)
      alone = ++count == 1;
    else if (facts.text(tree[argument].name) == "sep")
      alone = false;
  }
  for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(argument);
    // An f-string or % format is made before tf.print sees it.
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return {};
    if (kind == NodeKind::String && (tree[argument].op & string_flag::kFormat) != 0) {
      std::string parts = alone ? split_format(facts, file, argument) : "";
      if (parts.empty()) return {};
      edits.push_back({tree.loc(argument), std::move(parts)});
      continue;
    }
    if (kind == NodeKind::BinOp && static_cast<Operator>(tree[argument].op) == Operator::Mod &&
        tree.kind(tree.child(argument, Field::Left)) == NodeKind::String)
      return {};
    if (kind == NodeKind::ConcatString || kind == NodeKind::BinOp) {
      if (!yes(facts.is_tensor({file, argument}))) return {};
    }
    if (kind == NodeKind::Call) {
      const NodeId inner = tree.child(argument, Field::Function);
      if (inner.exists() && tree.kind(inner) == NodeKind::Attribute &&
          facts.text(tree[inner].name) == "format")
        return {};
    }
    if (kind != NodeKind::Keyword) continue;
    const std::string_view keyword = facts.text(tree[argument].name);
    if (keyword == "sep" || keyword == "end") continue;
    if (keyword == "flush") {
      const auto removed = fixits::remove_argument({source, tree}, argument);
      if (!removed) return {};
      edits.insert(edits.end(), removed->begin(), removed->end());
      continue;
    }
    const std::string_view target = facts.path({file, tree.child(argument, Field::Value)});
    if (keyword != "file" || (target != "sys.stderr" && target != "sys.stdout")) return {};
    edits.push_back({tree.loc(tree.child(argument, Field::Name)), "output_stream"});
  }
  return edits;
}

bool compiled_by_xla(const Facts& facts, FunctionId f) {
  const Tracing& tracing = facts.tracing();
  const std::uint32_t decoration = tracing.chain(f, tracing.traced_mode(f)).decoration();
  // Keras 3 has XLA compile what `fit` runs where there is a GPU.
  if (decoration == 0) return facts.keras() == KerasGeneration::Three;
  const flow::Argument* jit = facts.option(decoration, "jit_compile", 4);
  return jit != nullptr && facts.constant_bool(jit->value) != Tri::No;
}

/// In an `except` of Python: what raises while it is traced is Python, and tells of it there.
bool in_handler(const Tree& tree, NodeId call) {
  for (NodeId up = tree.parent(call); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::Except) return true;
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
  }
  return false;
}

/// The block that prints goes on to raise: the trace fails then, and what is printed tells why.
bool goes_on_to_raise(const Tree& tree, NodeId call) {
  NodeId statement = call;
  while (statement.exists() && tree.kind(tree.parent(statement)) != NodeKind::Block)
    statement = tree.parent(statement);
  if (!statement.exists()) return false;
  NodeId last;
  for (NodeId each : tree.children(tree.parent(statement))) last = each;
  return tree.kind(last) == NodeKind::Raise;
}

/// Below an `if` of Python: what is printed there is often meant for whoever sets the function up.
bool under_python_test(const Facts& facts, NodeRef at) {
  const Tree& tree = facts.program().tree(at.file);
  for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
    if (kind == NodeKind::If && !yes(facts.is_tensor({at.file, tree.child(up, Field::Test)})))
      return true;
  }
  return false;
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  const bool quiet = cx.program().project().files[file.index()].test_code && !options.tests;
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    const NodeId callee = tree.child(call, Field::Function);
    if (!prints(facts, at)) continue;
    const FunctionId f = cx.program().enclosing_function(at);
    if (!f.exists() || !facts.tracing().traced_at(f, at)) continue;
    if (in_eager_island(cx.program(), facts.engine(), at)) continue;
    if (goes_on_to_raise(tree, call) || in_handler(tree, call)) continue;
    const Mode mode = facts.tracing().traced_mode(f);
    // AutoGraph turns an indirect print (`say = print`) into one that runs at each call; a function
    // that prints by itself (pprint) or is handed over (`map(print, xs)`) it leaves alone.
    const bool is_print = facts.names({file, callee}, Trait::PythonPrint);
    const bool by_name =
        tree.kind(callee) == NodeKind::Name && facts.text(tree[callee].name) == "print";
    if (is_print && !by_name && mode == Mode::Converted) continue;
    const NodeId arguments = tree.child(call, NodeKind::Arguments);
    if (is_trace_marker(facts, file, arguments)) continue;
    const Tri tensor = shows_tensor(facts, file, arguments);
    const bool static_only = tensor != Tri::Yes;
    if (no(tensor) && (!options.static_text || is_first_statement(facts, at, f))) continue;
    if (static_only && runs_once(facts, at, f)) continue;  // on purpose
    if (static_only && under_python_test(facts, at)) continue;
    const bool raises = formats_tensor(facts, file, arguments);
    if (quiet && !raises) continue;

    auto report = cx.report(tree.loc(call));
    if (!report) continue;
    const std::string name(cx.program().text(NodeRef{file, callee}));
    if (raises)
      report.message("format", {name}).severity(Severity::Error);
    else if (static_only)
      report.message("static", {name}).severity(no(tensor) ? Severity::Note : Severity::Warning);
    else
      report.message("default", {name});
    report.notes(facts.why(f, mode, at));
    if (!is_print || no(tensor) || compiled_by_xla(facts, f)) continue;
    std::vector<Edit> edits = tf_print(facts, file, call);
    if (edits.empty()) continue;
    Fix fix;
    fix.title = "Print with tf.print";
    fix.reason = "tf.print prints at each call, not once per trace, and to stderr by default.";
    fix.applicability = Applicability::Unsafe;
    fix.edits = std::move(edits);
    report.fix(std::move(fix));
  }
}

}  // namespace

extern constexpr Check side_effect_print = file_check<Options, run>({
    .code = "HYB013",
    .name = "side-effect-print",
    .group = "side-effect",
    .summary = "A print() in code that runs in a graph happens only while tracing.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::SideEffects,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::side_effect
