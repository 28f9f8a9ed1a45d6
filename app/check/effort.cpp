#include "app/check/effort.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "core/tensorflow/framework.h"

namespace hyb::app {
namespace {

struct Effort {
  std::uint64_t steps = 0, contexts = 0, rounds = 0;
  FunctionId function;
};

std::string right(std::uint64_t number, std::size_t width) {
  const std::string text = std::to_string(number);
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string place(const Program& program, FunctionId id) {
  const FunctionInfo& info = program.function(id);
  const SourceFile& source = program.source(info.file);
  return source.path() + ":" + std::to_string(source.line_at(program.name_loc(id).begin)) + " " +
         program.qualified_name(id);
}

}  // namespace

std::string effort_text(const Facts& facts, std::size_t rows) {
  const Program& program = facts.program();
  std::vector<Effort> efforts(program.functions().size());
  for (const flow::Context& context : facts.engine().contexts()) {
    if (!context.function.exists()) continue;
    Effort& effort = efforts[context.function.index()];
    effort.function = context.function;
    effort.steps += context.steps;
    effort.contexts += 1;
    effort.rounds += context.runs;
  }
  std::erase_if(efforts, [](const Effort& e) { return e.steps == 0; });
  std::sort(efforts.begin(), efforts.end(), [](const Effort& a, const Effort& b) {
    return std::tuple(b.steps, b.rounds, a.function) < std::tuple(a.steps, a.rounds, b.function);
  });
  std::string out;
  if (!efforts.empty()) out += "expressions  contexts  rounds  slowest functions\n";
  for (std::size_t i = 0; i < std::min(rows, efforts.size()); ++i)
    out += right(efforts[i].steps, 11) + right(efforts[i].contexts, 10) +
           right(efforts[i].rounds, 8) + "  " + place(program, efforts[i].function) + "\n";
  const auto unmodelled = facts.framework().unmodelled(program.names());
  if (!unmodelled.empty()) out += "given tensors     calls  callables without a model\n";
  for (std::size_t i = 0; i < std::min(rows, unmodelled.size()); ++i)
    out += right(unmodelled[i].tensors, 13) + right(unmodelled[i].calls, 10) + "  " +
           unmodelled[i].path + "\n";
  return out;
}

}  // namespace hyb::app
