# target: 2.15
import tensorflow as tf


@tf.function
def step(x, k=2):
    if (n := k + 1) > 2:
        return x * n
    return x


step(tf.ones([2]))
