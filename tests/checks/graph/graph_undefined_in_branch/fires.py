import numpy as np
import tensorflow as tf


@tf.function
def one_sided(x):
    if tf.reduce_sum(x) > 0:  # expect: graph-undefined-in-branch
        y = x * 2
    return y


@tf.function
def in_else(x):
    if tf.reduce_sum(x) > 0:  # expect: graph-undefined-in-branch
        pass
    else:
        y = x * 2
    return y


@tf.function
def in_elif(x):
    if tf.reduce_sum(x) > 0:
        y = x
    elif tf.reduce_sum(x) < -1.0:  # expect: graph-undefined-in-branch
        y = -x
    return y


@tf.function
def none_before(x):
    best = None
    if tf.reduce_sum(x) > 0:  # expect: graph-undefined-in-branch
        best = x
    if best is None:
        return x
    return best


@tf.function
def dtypes(x):
    a = 0
    b = 0.0
    if tf.reduce_sum(x) > 0:  # expect: graph-undefined-in-branch, graph-undefined-in-branch
        a = tf.reduce_mean(x)
        b = np.float64(1.0)
    return a, b


@tf.function
def structures(x):
    if tf.reduce_sum(x) > 0:  # expect: graph-undefined-in-branch
        pair = (x, x)
    else:
        pair = (x,)
    return pair


@tf.function
def functions(x):
    if tf.reduce_sum(x) > 0:  # expect: graph-undefined-in-branch
        f = lambda v: v * 2.0
    else:
        f = tf.function(lambda v: v)
    return f(x)


@tf.function
def expressions(x):
    a = x if tf.reduce_sum(x) > 0 else None  # expect: graph-undefined-in-branch
    b = 1 if tf.reduce_sum(x) > 0 else 2.0  # expect: graph-undefined-in-branch
    return b


@tf.function
def in_loop(x):
    for i in tf.range(10):
        if tf.reduce_sum(x) > 5.0:  # expect: graph-undefined-in-branch
            found = i
            break
        x = x + 1.0
    return found


one_sided(tf.ones([2]))
in_else(tf.ones([2]))
in_elif(tf.ones([2]))
none_before(tf.ones([2]))
dtypes(tf.ones([2]))
structures(tf.ones([2]))
functions(tf.ones([2]))
expressions(tf.ones([2]))
in_loop(tf.ones([2]))
