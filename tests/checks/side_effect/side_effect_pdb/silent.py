import pdb

import tensorflow as tf


def look(x):
    breakpoint()
    return x


@tf.function
def f(x):
    tf.py_function(look, [x], [])
    if tf.executing_eagerly():
        pdb.set_trace()
    return x


def eager(x):
    pdb.set_trace()
    return f(x)


eager(tf.ones([2]))
