#pragma once

// `hybridize debug --print=values|calls|heap`: what the solver found, in a stable form, for the
// functions whose qualified name fits a glob ("" = all, and module bodies). Made from the frozen
// facts; read by people and by the snapshot tests.

#include <string>
#include <string_view>

#include "core/facts/facts.h"

namespace hyb::app {

/// One line for each expression: place, source text, and what it may denote.
std::string dump_values(const Facts& facts, std::string_view glob);
/// Call edges out of and into the functions, with the evaluations on both sides.
std::string dump_calls(const Facts& facts, std::string_view glob);
/// Objects by the place that makes them, with their attributes and elements.
std::string dump_heap(const Facts& facts, std::string_view glob);

}  // namespace hyb::app
