import tensorflow as tf


@tf.function
def breaks(x):
    for i in range(10):
        if tf.reduce_sum(x) > 5.0:
            break  # expect: graph-loop-exit-mismatch
        x = x + 1.0
    return x


@tf.function
def endless(x):
    while True:
        x = x + 1.0
        if tf.reduce_sum(x) > 5.0:
            break  # expect: graph-loop-exit-mismatch
    return x


@tf.function
def returns(x):
    for layer in [1.0, 2.0]:
        x = x * layer
        if tf.reduce_max(x) > 5.0:
            return x  # expect: graph-loop-exit-mismatch
    return x


@tf.function
def in_else(tensors):
    total = 0.0
    for t in tensors:
        if tf.reduce_sum(t) < 5.0:
            total += tf.reduce_sum(t)
        else:
            break  # expect: graph-loop-exit-mismatch
    return total


@tf.function
def nested(x):
    for i in tf.range(3):
        for j in range(2):
            if tf.reduce_sum(x) > 5.0:
                break  # expect: graph-loop-exit-mismatch
            x = x + 1.0
    return x


@tf.function
def turns(x):
    done = False
    while not done:  # expect: graph-loop-exit-mismatch
        x = x * 2.0
        done = tf.reduce_sum(x) > 5.0
    return x


@tf.function
def counts(x):
    i = 0
    while i < 10:  # expect: graph-loop-exit-mismatch
        i = i + tf.cast(x[0], tf.int32)
    return i


x = tf.ones([2])
breaks(x)
endless(x)
returns(x)
in_else([x, x])
nested(x)
turns(x)
counts(x)
