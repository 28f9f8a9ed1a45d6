import tensorflow as tf


@tf.function
def matching(ds):
    s = 0.0
    n = 0
    text = ""
    for x in ds:
        s += tf.reduce_mean(x)
        n += 1
        text = text + tf.strings.as_string(n)
    return s / tf.cast(n, tf.float32), text


@tf.function
def unrolled(x):
    s = 0
    for i in range(3):
        s += x[i]
    return s


@tf.function
def overwritten(x):
    y = 0
    total = 0.0
    for row in x:
        y = row * 2.0
        total += y
    return total


@tf.function
def in_a_branch(x):
    s = 0.0
    for row in x:
        if row > 0.0:
            s += row
    return s


@tf.function(autograph=False)
def unconverted(x):
    s = 0
    for i in range(2):
        s += x[i]
    return s


def eager(x):
    s = 0
    for row in x:
        s += row
    return s


@tf.function
def nobody_calls(x):
    s = 0
    for row in x:
        s += row
    return s


@tf.function
def variables(x):
    total = tf.Variable(0.0) if False else None
    for row in x:
        i = 0
        i = i + tf.cast(row, tf.int32)
    return x


matching(tf.data.Dataset.from_tensor_slices([[1.0], [2.0]]))
unrolled(tf.ones([3]))
overwritten(tf.ones([3]))
in_a_branch(tf.ones([3]))
unconverted(tf.ones([3]))
eager(tf.ones([3]))
variables(tf.ones([3]))
