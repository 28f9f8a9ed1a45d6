import numpy as np
import tensorflow as tf

ds = tf.data.Dataset.from_tensor_slices(tf.ones([80, 2])).batch(2)


def f(x):
    return x * 2.0


everything = tf.zeros([0, 2])
for b in ds:
    everything = tf.concat([everything, f(b)], 0)  # expect: perf-concat-in-loop
front = tf.zeros([0, 2])
for b in ds:
    front = tf.concat(axis=0, values=[f(b), front])  # expect: perf-concat-in-loop
first = None
for b in ds:
    if first is None:
        first = b
    else:
        first = tf.concat((first, b), 0)  # expect: perf-concat-in-loop
arrays = np.zeros([0, 2])
for b in ds:
    arrays = np.concatenate([arrays, b.numpy()])  # expect: perf-concat-in-loop
i = 0
stacked = tf.zeros([2])
while i < 100:
    stacked = tf.stack([stacked, tf.ones([2])])  # expect: perf-concat-in-loop
    i += 1


@tf.function
def staged(rows):
    out = tf.zeros([0, 2])
    for i in tf.range(100):
        tf.autograph.experimental.set_loop_options(shape_invariants=[(out, tf.TensorShape([None, 2]))])
        out = tf.concat([out, rows[i : i + 1]], 0)  # expect: perf-concat-in-loop
    return out


@tf.function
def unrolled(rows):
    out = rows[:0]
    for i in range(64):
        out = tf.concat([out, rows], 0)  # expect: perf-concat-in-loop
    return out


staged(tf.ones([100, 2]))
unrolled(tf.ones([1, 2]))
