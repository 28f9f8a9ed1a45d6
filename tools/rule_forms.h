#pragma once

// What the words of a rule expression (`reduce(x,axis,keepdims)`) must look like, and whether a row
// keeps to it. Made from the forms in core/tensorflow/rules/*.def; read by tools/api_compiler.cpp,
// so that no table is built in which a rule finds fewer words than it reads, or reads a parameter
// that its row does not have.

#include <string>
#include <string_view>
#include <vector>

namespace hyb {

enum class RuleKind { Dtype, Shape };

/// "" if the expression is in order, else what is wrong with it as the end of a sentence. An
/// element type alone is an expression of its own; which ones there are is not judged here.
std::string rule_mistake(RuleKind kind, std::string_view expression);

/// The parameters that the expression reads, as it writes them: `axis|dim`, `0`; without those of
/// the receiver and `_`. Only of an expression without a mistake.
std::vector<std::string> parameters_read(RuleKind kind, std::string_view expression);

}  // namespace hyb
