#pragma once

// Nested structures of values, as tf.nest and tf.data take them: tuples, lists and dicts inside one
// another. Used by Framework for tf.nest, tf.data and whatever converts a structure leaf by leaf.
// What is made stands for every structure that the given value may be: no leaf is lost. Structures
// too deep or too wide to walk end in Unknown.

#include <functional>
#include <span>
#include <vector>

#include "core/flow/engine.h"

namespace hyb {

enum class Lists : std::uint8_t {
  Leaves,     // tf.data: a list is converted to a tensor as a whole
  Structure,  // tf.nest: a list is a structure as a tuple is
};

/// The same structure with every leaf replaced. `site` is where the call is: containers are made
/// there; without one a dict counts as a leaf.
flow::ValueId map_structure(flow::Engine& engine, flow::ValueId structure, flow::Site site,
                            Lists lists, const std::function<flow::ValueId(flow::ObjectId)>& leaf);

/// tf.nest.map_structure: the structure of the first with every leaf replaced; the rule gets the
/// leaves that stand at one place of all of them. At least one structure.
flow::ValueId map_structures(
    flow::Engine& engine, std::span<const flow::ValueId> structures, flow::Site site,
    const std::function<flow::ValueId(std::span<const flow::ValueId>)>& leaf);

/// tf.nest.flatten: the leaves in tf.nest's order as one list, open where their number is not
/// known.
flow::ValueId flattened(flow::Engine& engine, flow::ValueId structure, flow::Site site);

/// tf.nest.pack_sequence_as: `structure` with its leaves replaced by the elements of `flat`.
flow::ValueId packed(flow::Engine& engine, flow::ValueId structure, flow::ValueId flat,
                     flow::Site site);

}  // namespace hyb
