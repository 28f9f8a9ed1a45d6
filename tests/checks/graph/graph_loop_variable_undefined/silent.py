import tensorflow as tf


@tf.function
def before(x):
    best = x[0]
    for i in tf.range(1, 3):
        best = tf.maximum(best, x[i])
    return best


@tf.function
def over_tensor(x):
    for v in x:
        y = v * 2.0
    return y


@tf.function
def none_over_tensor(x):
    last = None
    for v in x:
        last = v * 2.0
    return last


@tf.function
def inside(ds):
    total = tf.constant(0, tf.int64)
    for batch in ds:
        loss = tf.reduce_sum(batch)
        total += loss
    return total


@tf.function
def python_loop(tensors):
    for t in tensors:
        y = t * 2.0
    return y


@tf.function
def python_flag(x, first):
    for i in tf.range(3):
        if first:
            best = x[i]
        else:
            best = x[i] * 2.0
    return best


@tf.function
def collected(x):
    for v in x:
        pair = (v, v * 2.0)
    return pair


def eager(ds):
    for batch in ds:
        loss = tf.reduce_sum(batch)
    return loss


ds = tf.data.Dataset.range(3).batch(1)
before(tf.ones([3]))
over_tensor(tf.ones([3]))
none_over_tensor(tf.ones([3]))
inside(ds)
python_loop([tf.ones([3]), tf.ones([3])])
python_flag(tf.ones([3]), True)
collected(tf.ones([3]))
eager(ds)
