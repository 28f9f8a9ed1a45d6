import tensorflow as tf


@tf.function
def squares(n):
    found = []
    for i in tf.range(n):
        found += [i * i]  # expect: graph-loop-variable-shape
    return found


squares(tf.constant(3))
