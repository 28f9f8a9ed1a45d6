"""Behind a test for what a release has: for one where tensors of a graph are of the very class."""
import tensorflow as tf


def is_symbolic(t):
    if hasattr(tf, "is_symbolic_tensor"):
        return tf.is_symbolic_tensor(t)
    return type(t) == tf.Tensor
