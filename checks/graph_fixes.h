#pragma once

// Fixes that several checks offer: make a function a tf.function, take the tf.function away, change
// its options, wrap a Python literal. Each takes what the facts know (alias of TensorFlow, what
// decorators denote, who else uses the file) and lets fixits/graph_function.h write the edits.
// Nothing is returned where no edit is known to be right. Title, edits and isolation are filled in;
// applicability is Unsafe: whoever has proved more says so and gives the reason.

#include <optional>
#include <string_view>

#include "core/facts/facts.h"

namespace hyb::checks {

/// `@tf.function`, with `options` ("input_signature=[…], reduce_retracing=True") if not empty:
/// below property, staticmethod, classmethod and any other decorator, above tf.custom_gradient.
/// None for lambdas, coroutines, generators, and what is decorated with tf.function already.
std::optional<Fix> add_graph_function(const Facts& facts, FunctionId function,
                                      std::string_view options = {});

/// Takes away tf.function number `decoration`: the decorator's lines, or the call around a
/// function; and the import that nothing uses any more.
std::optional<Fix> remove_graph_function(const Facts& facts, std::uint32_t decoration);

/// Gives tf.function number `decoration` the option `name`, or replaces its value.
std::optional<Fix> set_option(const Facts& facts, std::uint32_t decoration, std::string_view name,
                              std::string_view value);

/// `tf.constant(…)` around an argument of a call; `options` as in "dtype=tf.int64".
std::optional<Fix> wrap_literal(const Facts& facts, NodeRef argument,
                                std::string_view options = {});

}  // namespace hyb::checks
