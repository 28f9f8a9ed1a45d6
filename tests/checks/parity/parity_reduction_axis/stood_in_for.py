from contextlib import contextmanager

import tensorflow as tf


def reduce_approximately(x, axis=None):
    return tf.reduce_max(x, axis=axis)


# What a library has is still what is called outside of the patch.
@contextmanager
def approximate():
    old = tf.reduce_logsumexp
    tf.reduce_logsumexp = reduce_approximately
    try:
        yield
    finally:
        tf.reduce_logsumexp = old


x = tf.ones([2, 3])
total = tf.reduce_logsumexp(x)  # expect: parity-reduction-axis
