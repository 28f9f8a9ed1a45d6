import tensorflow as tf


@tf.function
def elif_without_else(x):
    if x > 0:
        return 1
    elif x < 0:  # expect: graph-missing-return-in-branch
        return -1
    return 0


@tf.function
def falls_off(x):
    if x > 0:  # expect: graph-missing-return-in-branch
        return x * 2.0


@tf.function
def in_static_if(x, training):
    if training:
        if x > 0:  # expect: graph-missing-return-in-branch
            return x
    return x * 2.0


@tf.function
def in_tape(x):
    with tf.GradientTape() as tape:
        if x > 0:  # expect: graph-missing-return-in-branch
            return x
        y = x * 3.0
    return y


@tf.function
def swallowed(x):
    try:
        if x > 0:  # expect: graph-missing-return-in-branch
            return x * 2.0
    except ValueError:
        pass
    return x


@tf.function
def types(x):
    if x > 0:  # expect: graph-missing-return-in-branch
        return 1
    return -1.0


@tf.function
def structures(x):
    if x > 0:  # expect: graph-missing-return-in-branch
        return x, x
    else:
        return x


@tf.function
def bare(x):
    if x > 0:  # expect: graph-missing-return-in-branch
        return
    return x


@tf.function
def in_loop(x):
    for i in tf.range(3):
        if x > tf.cast(i, tf.float32):
            return i  # expect: graph-missing-return-in-branch
    return 3


def helper(x):
    if x > 0:  # expect: graph-missing-return-in-branch
        return x
    tf.print("small")


@tf.function
def outer(x):
    helper(x)
    return x


one = tf.constant(1.0)
elif_without_else(one)
falls_off(one)
in_static_if(one, True)
in_tape(one)
swallowed(one)
types(one)
structures(one)
bare(one)
in_loop(one)
outer(one)
