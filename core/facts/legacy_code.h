#pragma once

// Code for a TensorFlow that is gone: whether a place asks for the version before it uses a name,
// and whether a file can only run under TensorFlow 1. Read by the check of removed names, and by
// the driver, which keeps advice on TensorFlow 2 away from such files.

#include "core/facts/facts.h"

namespace hyb {

struct Deprecation;

/// Code that asks first: under `try`, or in a branch on hasattr or a version.
bool asks_first(const Facts& facts, NodeRef at);

/// TensorFlow 2.0 removed it.
bool only_in_tensorflow_1(const Deprecation& deprecation);

/// It uses, without asking, a package that TensorFlow 2.0 removed (tf.contrib, tf.gfile), two other
/// names of that kind (tf.Session and tf.placeholder), or one of them three times. Reads the whole
/// file.
bool written_for_tensorflow_1(const Facts& facts, FileId file);

}  // namespace hyb
