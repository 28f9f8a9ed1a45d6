"""A function that is written inside of converted code is converted with it, whoever calls it."""
import tensorflow as tf


@tf.function
def reshape(tree):
    def flatten(x):
        if tf.reduce_sum(x) > 0.0:
            return x
        return -x

    return tf.nest.map_structure(flatten, tree) + list(map(flatten, tree))


reshape([tf.ones([2]), tf.ones([3])])
