import numpy as np
import tensorflow as tf


@tf.function
def two_shapes(x, flag):  # some call fits
    if flag:
        return x[4]
    return x[0]


@tf.function
def by_python(x, many=False):
    if many:
        return x[4]
    return x[0]


@tf.function
def outside_of_branches(x):
    y = x[0]
    if y > 1.0:
        y = y + 1.0
    return y


@tf.function
def fits(x, flag):
    if flag:
        a = x[1, 2] + x[-2, -3] + x[..., 2][0] + x[:, 2][1] + x[tf.newaxis, 1][0, 2]
        b = tf.reshape(x, [3, -1]) + tf.reshape(x, (3, 2)) + tf.reshape(x, [-1, 2])
        return a + b[0, 0] + tf.squeeze(x[:1], 0)[0] + tf.matmul(x, x, transpose_b=True)[0, 0]
    return x[0, 0]


@tf.function
def slices(x, flag):
    if flag:
        return x[:9]
    return x[4:]


@tf.function
def caught(x, flag):
    y = x[0]
    if flag:
        try:
            y = x[4]
        except ValueError:
            y = x[0]
    return y


def unknown(x, flag):
    if flag:
        return x[4]
    return x[0]


@tf.function
def arrays(flag):
    table = [1.0, 2.0]
    row = tf.constant(np.ones([len(table)]), tf.float32)
    if flag:
        return row[1]
    return row[0]


@tf.function
def of_dataset(flag):
    total = 0.0
    for batch in tf.data.Dataset.range(10).batch(4):
        if flag:
            total += tf.cast(batch[3], tf.float32)
    return total


def eager(x, flag):
    if flag:
        return x[4]
    return x[0]


flag = tf.constant(True)
two_shapes(tf.ones([3]), flag)
two_shapes(tf.ones([6]), flag)
by_python(tf.ones([3]))
outside_of_branches(tf.ones([3]))
fits(tf.ones([2, 3]), flag)
slices(tf.ones([3]), flag)
caught(tf.ones([3]), flag)
arrays(flag)
of_dataset(flag)
eager(tf.ones([6]), flag)
graph = tf.function(unknown)
