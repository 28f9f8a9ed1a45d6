import contextlib

import tensorflow as tf


@tf.function
def declared(n):
    out = tf.zeros([0, 3])
    for i in tf.range(n):
        tf.autograph.experimental.set_loop_options(
            shape_invariants=[(out, tf.TensorShape([None, 3]))])
        out = tf.concat([out, tf.ones([1, 3])], 0)
    return out


@tf.function
def open_before(n):
    out = tf.zeros([n])
    for i in tf.range(n):
        out = tf.concat([out, [1.0]], 0)
    return out


@tf.function
def back_again(x):
    for i in tf.range(3):
        x = tf.concat([x, x], 0)
        x = x[:2]
    return x


@tf.function
def unrolled(x):
    out = x
    for i in range(3):
        out = tf.concat([out, x], 0)
    return out


@tf.function
def local(x):
    y = tf.zeros([2])
    total = 0.0
    for row in x:
        y = tf.concat([x, x], 0)
        total += tf.reduce_sum(y)
    return total


@tf.function
def same(x):
    y = tf.zeros([2])
    for row in x:
        y = y + row
    return y


def eager(n):
    out = tf.zeros([0])
    for i in tf.range(n):
        out = tf.concat([out, [1.0]], 0)
    return out


declared(tf.constant(3))
open_before(tf.constant(3))
back_again(tf.ones([2]))
unrolled(tf.ones([2]))
local(tf.ones([3]))
same(tf.ones([3, 2]))
eager(tf.constant(3))


@tf.function
def own_list(x):
    total = 0.0
    for row in x:
        parts = []
        parts += [row, row]
        total += tf.add_n(parts)
    return total


@tf.function
def extended_in_python(x):
    parts = []
    for i in range(3):
        parts += [x[i]]
    return tf.stack(parts)


@tf.function
def switched_off(x, keep: bool):
    parts = []
    for row in x:
        if keep:
            parts += [row]
    return parts


@tf.function
def nothing_added(x):
    parts = []
    for row in x:
        parts += []
    return parts


own_list(tf.ones([2]))
extended_in_python(tf.ones([3]))
switched_off(tf.ones([2]), False)
nothing_added(tf.ones([2]))


@tf.function
def over_a_dataset(data):  # the shapes of its variables may grow
    out = tf.zeros([0, 2])
    for batch in data:
        out = tf.concat([out, batch], 0)
    return out


over_a_dataset(tf.data.Dataset.from_tensor_slices(tf.ones([4, 2])).batch(2))


@tf.function
def pads(n):
    """The round ends with the shape that it began with."""
    x = tf.zeros([5, 10])
    for i in tf.range(n):
        x = tf.concat([x[:i], tf.ones([1, 10]), tf.zeros([4 - i, 10])], axis=0)
        x.set_shape([5, 10])
    return x


@contextlib.contextmanager
def wants(error):
    try:
        yield
    except error as e:
        print(type(e).__name__)


@tf.function
def grows_as_wanted(n):
    x = tf.zeros([0, 10])
    for _ in tf.range(n):
        x = tf.concat([x, tf.ones([1, 10])], axis=0)
    return x


pads(tf.constant(3))
with wants(ValueError):
    grows_as_wanted(tf.constant(3))
