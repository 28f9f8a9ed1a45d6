# target: 2.9
import tensorflow as tf


def is_tensor(t):
    return type(t) == tf.Tensor


is_tensor(tf.constant(1.0))
