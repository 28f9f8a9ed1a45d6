#pragma once

// Calls of tf.functions as checks of the families `retracing` and `api` look at them: which
// argument is for which parameter, and does an expression have another Python value each time a
// loop comes by. Made from the frozen facts for one file at a time.

#include <cstdint>
#include <vector>

#include "core/facts/facts.h"

namespace hyb::checks {

/// The argument expressions of a call by parameter of `callee`; none = not given. Empty where that
/// cannot be told: star arguments, several callees that take their arguments differently.
std::vector<NodeId> arguments_by_parameter(const Facts& facts, NodeRef call, FunctionId callee);

/// A call that enters one tf.function and nothing else.
struct GraphCall {
  NodeRef site;
  FunctionId caller;  // none = module level
  FunctionId callee;
  std::uint32_t decoration = 0;
  std::vector<NodeId> arguments;  // by parameter; empty = cannot be told
};
/// Those of one file in source order; all there are of one tf.function, in the order of files.
std::vector<GraphCall> graph_calls(const Facts& facts, FileId file);
std::vector<GraphCall> graph_calls_of(const Facts& facts, std::uint32_t decoration);
/// Tensors, and containers of such, are all that its calls hand over, before it makes tensors of
/// the rest.
bool given_tensors(const Facts& facts, std::uint32_t decoration);
/// The tf.function has an input_signature; Unknown if nobody can tell.
Tri has_signature(const Facts& facts, std::uint32_t decoration);

/// A call that eager code makes again and again of a tf.function that keys its arguments: one
/// without input_signature.
struct RepeatedGraphCall {
  NodeRef site;
  FunctionId caller;  // none = module level
  FunctionId callee;
  std::uint32_t decoration = 0;
  NodeRef loop;                   // around the call, or around a call of the caller
  std::vector<NodeId> arguments;  // by parameter
};
std::vector<RepeatedGraphCall> repeated_graph_calls(const Facts& facts, FileId file);

/// The tf.function is read by name somewhere without being called: kept, exported, asked for its
/// concrete functions.
bool used_as_value(const Facts& facts, FunctionId f);

/// The expression has more values than a few while the loops around `site` run, as far as its text
/// says: loop variables, counters, what is computed from them or read off a tensor anew. True only
/// if that is sure.
bool varies(const Facts& facts, NodeRef expression, NodeRef site);

}  // namespace hyb::checks
