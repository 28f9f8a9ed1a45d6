import tensorflow as tf


@tf.function
def fifth(x):
    y = tf.reduce_sum(x)
    if tf.shape(x)[0] > 4:
        y += x[4]  # expect: graph-branch-static-shape-error
    return y


fifth(tf.constant([1.0, 2.0, 3.0]))
fifth(tf.constant([4.0, 5.0, 6.0]))
