import tensorflow as tf


@tf.function
def rest(x):
    if x > 0:
        return 1.0
    return -1.0


@tf.function
def in_scope(x):
    with tf.name_scope("s"):
        if x > 0:
            return 1.0
        return -1.0


@tf.function
def two_ifs(x):
    if x > 0:
        return 1
    if x < 0:
        return -1
    return 0


@tf.function
def full_chain(x):
    if x > 0:
        return 1
    elif x < 0:
        return -1
    else:
        return 0


@tf.function
def only_else(x):
    if x > 0:
        x = x * 2.0
    else:
        return x
    return x + 1.0


@tf.function
def static(x, training):
    if training:
        return None
    if x.shape.rank == 0:
        return x
    return x * 2.0


@tf.function
def shapes(x):
    if tf.reduce_sum(x) > 0:
        return x
    return tf.concat([x, x], 0)


@tf.function
def static_return_in_loop(x, stop):
    for i in tf.range(3):
        x = x + 1.0
    if stop:
        return x
    return x * 2.0


@tf.function
def no_returns(x):
    y = x
    if x > 0:
        y = x * 2.0
    return y


def eager(x):
    if x > 0:
        return x


one = tf.constant(1.0)
rest(one)
in_scope(one)
two_ifs(one)
full_chain(one)
only_else(one)
static(one, False)
shapes(tf.ones([2]))
static_return_in_loop(one, True)
no_returns(one)
eager(one)
