import numpy as np
import tensorflow as tf

weight = tf.Variable(1.0)


def static_shape(x):
    return np.array(x.shape.as_list(), np.int32) if x.shape.is_fully_defined() else tf.shape(x)


# What is known while tracing comes back as a number of NumPy.
def rank_from_shape(shape):
    value = tf.get_static_value(shape)
    if value is not None:
        shape = np.int32(value)
    n = tf.TensorShape(shape.shape).num_elements()
    return tf.size(shape) if n is None else np.int32(n)


def size_of(x):
    return tf.size(x) if x.shape.num_elements() is None else np.int32(x.shape.num_elements())


def half(x):
    return x / 2


def predict(x):
    if rank_from_shape(static_shape(x)) <= 1:
        x = tf.zeros_like(x)
    if -size_of(x) < 2 * size_of(x):
        x = x + 1
    return x


@tf.function(autograph=False)
def of_numbers(x):
    return predict(x)


@tf.function(autograph=False)
def of_tensors(x):
    if half(tf.reduce_sum(x)) <= 1:  # expect: graph-unsupported-bool-in-unconverted-code
        x = x + 1
    if size_of(x) < tf.size(x):  # expect: graph-unsupported-bool-in-unconverted-code
        x = x + 1
    if weight - 1 > 0:  # expect: graph-unsupported-bool-in-unconverted-code
        x = x + 1
    return x


of_numbers(tf.ones([3, 2]))
