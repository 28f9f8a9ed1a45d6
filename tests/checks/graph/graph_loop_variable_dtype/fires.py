import numpy as np
import tensorflow as tf


@tf.function
def counts(ds):
    s = 0
    for x in ds:
        s += tf.reduce_mean(x)  # expect: graph-loop-variable-dtype
    return s


@tf.function
def halves(x):
    s = 4
    for row in x:
        s /= 2  # expect: graph-loop-variable-dtype
    return s


@tf.function
def doubles(x):
    total = 0.0
    for row in x:
        total = total + row  # expect: graph-loop-variable-dtype
    return total


@tf.function
def flags(x):
    found = 0
    for row in x:
        found = row > 1.0  # expect: graph-loop-variable-dtype
    return found


@tf.function
def in_while(x):
    n = tf.constant(0)
    last = -1
    while n < 3:
        last = tf.argmax(x)  # expect: graph-loop-variable-dtype
        n += 1
    return last


@tf.function
def arrays(x):
    s = np.zeros(3)
    for row in x:
        s = s + row  # expect: graph-loop-variable-dtype
    return s


@tf.function
def keyed(x):
    d = {}
    d["sum"] = 0
    for row in x:
        d["sum"] = tf.reduce_sum(row)  # expect: graph-loop-variable-dtype
    return d["sum"]


def helper(x):
    best = 0
    for i in range(tf.shape(x)[0]):
        best = tf.maximum(tf.cast(best, tf.float32), x[i])  # expect: graph-loop-variable-dtype
    return best


@tf.function
def outer(x):
    return helper(x)


counts(tf.data.Dataset.from_tensor_slices([[1.0], [2.0]]))
halves(tf.ones([2]))
doubles(tf.ones([2], tf.float64))
flags(tf.ones([2]))
in_while(tf.ones([2]))
arrays(tf.ones([2, 3]))
keyed(tf.ones([2, 3]))
outer(tf.ones([2]))
