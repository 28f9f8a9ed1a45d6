import tensorflow as tf


@tf.function
def rows(x):  # expect: graph-unconvertible-construct
    yield x * 2.0


rows(tf.constant([2.0, 1.0]))
rows(tf.constant([4.0, 1.0]))
