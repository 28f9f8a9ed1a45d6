import math

import numpy as np
import tensorflow as tf

TABLE = np.arange(4.0)
ITEMS = [1.0, 2.0, 3.0]


@tf.function
def f(x):
    return np.exp(x) / tf.reduce_sum(np.exp(x))  # expect: graph-unsupported-numpy-call, graph-unsupported-numpy-call


@tf.function
def keyword(x):
    return np.clip(a=x, a_min=0.0, a_max=1.0)  # expect: graph-unsupported-numpy-call


@tf.function
def in_a_list(x):
    return np.array([x, 1.0])  # expect: graph-unsupported-numpy-call


@tf.function
def indexes(i):
    return TABLE[i], ITEMS[:i], TABLE[1:i]  # expect: graph-unsupported-numpy-call, graph-unsupported-numpy-call, graph-unsupported-numpy-call


@tf.function
def stores(x):
    out = np.zeros(3)
    out[0] = x  # expect: graph-unsupported-numpy-call
    return out


@tf.function
def method_of_an_array(x):
    return TABLE.dot(x)  # expect: graph-unsupported-numpy-call


def angle(x):
    return math.sin(x)  # expect: graph-unsupported-numpy-call


@tf.function
def through(x):
    return angle(x[0])


f(tf.ones([3]))
keyword(tf.ones([3]))
in_a_list(tf.constant(2.0))
indexes(tf.constant(1))
stores(tf.constant(1.0))
method_of_an_array(tf.ones([4]))
through(tf.ones([3]))
