import tensorflow as tf


@tf.function
def epoch(ds):
    for batch in ds:  # expect: graph-loop-variable-undefined
        loss = tf.reduce_sum(batch)
    return loss


@tf.function
def last_batch(ds):
    for batch in ds:  # expect: graph-loop-variable-undefined
        tf.print(batch)
    return batch


@tf.function
def enumerated(ds):
    for i, batch in enumerate(ds):  # expect: graph-loop-variable-undefined
        loss = tf.reduce_sum(batch)
    return loss


@tf.function
def none_before(ds):
    loss = None
    for batch in ds:  # expect: graph-loop-variable-undefined
        loss = tf.reduce_sum(batch)
    return loss


@tf.function
def first_round(x):
    for i in tf.range(3):  # expect: graph-loop-variable-undefined
        if i == 0:
            best = x[i]
        else:
            best = tf.maximum(best, x[i])
    return best


@tf.function
def objects(x):
    for i in tf.range(3):  # expect: graph-loop-variable-undefined
        f = lambda v: v * 2.0
        x = f(x)
    return f(x)


ds = tf.data.Dataset.range(3).batch(1)
epoch(ds)
last_batch(ds)
enumerated(ds)
none_before(ds)
first_round(tf.ones([3]))
objects(tf.ones([3]))
