import tensorflow as tf


@tf.function(autograph=False)
def positive(x):
    assert tf.reduce_min(x) > 0.0  # expect: graph-unsupported-assert
    return tf.math.log(x)


positive(tf.constant([1.0, 2.0]))
