import tensorflow as tf


def clipped(x):
    if tf.reduce_max(x) > 1.0:  # expect: graph-unsupported-bool-in-unconverted-code
        x = x / tf.reduce_max(x)
    return x


@tf.function
def step(x):
    for _ in range(2):
        x = clipped(x)
    else:
        x = x + 1.0
    return x


step(tf.constant([2.0, 1.0]))
step(tf.constant([4.0, 1.0]))
