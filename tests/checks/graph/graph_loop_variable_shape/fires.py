import tensorflow as tf


@tf.function
def concatenated(n):
    out = tf.zeros([0, 3])
    for i in tf.range(n):
        out = tf.concat([out, tf.ones([1, 3])], 0)  # expect: graph-loop-variable-shape
    return out


@tf.function
def scalar_start(x):
    loss = 0.0
    for row in x:
        loss += row  # expect: graph-loop-variable-shape
    return loss


@tf.function
def new_axis(x):
    n = tf.constant(0)
    while n < 3:
        x = x[None]  # expect: graph-loop-variable-shape
        n += 1
    return x


@tf.function
def open_axis(x):
    y = tf.zeros([4])
    for i in tf.range(3):
        y = tf.boolean_mask(y, y > 1.0)  # expect: graph-loop-variable-shape
    return y


@tf.function
def lists(x):
    parts = []
    for row in x:
        parts = parts + [row]  # expect: graph-loop-variable-shape
    return parts


@tf.function
def extended(x):
    parts = []
    for row in x:
        parts += [row]  # expect: graph-loop-variable-shape
    return parts


@tf.function
def extended_unread(n):
    parts = [tf.constant(0)]
    s = 0
    for i in tf.range(n):
        parts += (i, i)  # expect: graph-loop-variable-shape
        s += i
    return s


@tf.function
def other_declared(n):
    out = tf.zeros([0])
    y = tf.zeros([2])
    for i in tf.range(n):
        tf.autograph.experimental.set_loop_options(shape_invariants=[(y, tf.TensorShape([None]))])
        out = tf.concat([out, [1.0]], 0)  # expect: graph-loop-variable-shape
        y = y * 2.0
    return out, y


concatenated(tf.constant(3))
scalar_start(tf.ones([2, 3]))
new_axis(tf.ones([2]))
open_axis(tf.ones([2]))
lists(tf.ones([2]))
other_declared(tf.constant(3))
extended(tf.ones([2]))
extended_unread(tf.constant(3))
