#include "core/syntax/parse.h"

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <iterator>

#include "core/syntax/concrete_tree.h"
#include "core/syntax/grammar.h"
#include "core/syntax/parse_arena.h"
#include "core/syntax/parser_input.h"
#include "core/syntax/tree_builder.h"

namespace hyb {

namespace {

// Instrumented code runs several times slower, for the same input.
constexpr double kSlowness = ParseArena::kEnabled ? 1 : 8;
constexpr double kLeastSeconds = 1.0 * kSlowness;
constexpr double kSecondsPerByte = 2e-6 * kSlowness;
constexpr unsigned kCallsPerLook = 4;

/// Time this thread has worked, so that a busy machine does not change what is reported.
double thread_seconds() {
  std::timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Budget {
  double deadline = 0;
  unsigned calls = 0;
};

bool budget_is_spent(TSParseState* state) {
  auto& budget = *static_cast<Budget*>(state->payload);
  return ++budget.calls % kCallsPerLook == 0 && thread_seconds() > budget.deadline;
}

const char* read_rest(void* payload, std::uint32_t offset, TSPoint, std::uint32_t* length) {
  const auto& text = *static_cast<const std::string_view*>(payload);
  if (offset >= text.size()) {
    *length = 0;
    return "";
  }
  *length = static_cast<std::uint32_t>(text.size()) - offset;
  return text.data() + offset;
}

/// Parses `text` into `out`; false when it took too long.
bool parse_concrete(std::string_view text, ParseArena& arena, ConcreteTree& out) {
  const ParseArena::Scope scope(arena);
  TSParser* parser = ts_parser_new();
  ts_parser_set_language(parser, tree_sitter_python());
  Budget budget;
  budget.deadline = thread_seconds() +
                    std::max(kLeastSeconds, kSecondsPerByte * static_cast<double>(text.size()));
  TSInput input{};
  input.payload = &text;
  input.read = read_rest;
  input.encoding = TSInputEncodingUTF8;
  TSParseOptions options{};
  options.payload = &budget;
  options.progress_callback = budget_is_spent;
  TSTree* tree = ts_parser_parse_with_options(parser, nullptr, input, options);
  if (tree != nullptr) read_concrete_tree(tree, text, out);
  if (!ParseArena::kEnabled) ts_tree_delete(tree);
  ts_parser_delete(parser);  // also where there is an arena: the grammar's scanner uses malloc
  return tree != nullptr;
}

}  // namespace

struct Parser::State {
  ParserInput input;
  ParseArena arena;
  ConcreteTree concrete;
  TreeBuilder builder;
};

Parser::Parser() : state_(std::make_unique<State>()) {}

Parser::~Parser() = default;

ParseResult Parser::parse(FileId file, std::string_view bytes) {
  ParseResult result;
  Tree& tree = result.tree;
  tree.file = file;
  prepare_parser_input(bytes, state_->input);
  state_->concrete.clear();
  result.timed_out = !parse_concrete(state_->input.text, state_->arena, state_->concrete);

  if (state_->input.first_nul < bytes.size()) {
    const std::uint32_t at = state_->input.first_nul;
    tree.errors.push_back({file, at, at + 1});
  }
  state_->builder.build(state_->concrete, bytes, result.names, tree);
  std::merge(state_->concrete.comments.begin(), state_->concrete.comments.end(),
             state_->input.blanked.begin(), state_->input.blanked.end(),
             std::back_inserter(tree.comments),
             [](const Comment& a, const Comment& b) { return a.begin < b.begin; });
  return result;
}

}  // namespace hyb
