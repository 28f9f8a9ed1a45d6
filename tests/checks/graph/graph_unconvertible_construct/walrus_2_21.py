# target: 2.21
import tensorflow as tf


@tf.function
def step(x, k=2):  # expect: graph-unconvertible-construct
    if (n := k + 1) > 2:
        return x * n
    return x


step(tf.ones([2]))
