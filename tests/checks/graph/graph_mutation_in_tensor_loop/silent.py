import tensorflow as tf


@tf.function
def unrolled(x):
    outs = []
    for i in range(8):
        outs.append(x * 2.0)
    return tf.stack(outs)


@tf.function
def own(x):
    total = 0.0
    for row in x:
        parts = [row]
        parts.append(row * 2.0)
        total += tf.add_n(parts)
    return total


@tf.function
def never_read(x):
    names = []
    total = 0.0
    for row in x:
        names.append("row")
        total += row
    return total


@tf.function
def python_branch(x, training):
    parts = [x]
    if training:
        parts.append(x)
    return tf.add_n(parts)


@tf.function
def keys(x):
    d = {}
    for row in x:
        d["a"] = row
    return x


@tf.function
def array(x):
    ta = tf.TensorArray(tf.float32, size=3)
    for i in tf.range(3):
        ta = ta.write(i, x[i])
    return ta.stack()


def eager(x):
    outs = []
    for row in x:
        outs.append(row)
    return outs


unrolled(tf.ones([3]))
own(tf.ones([3]))
never_read(tf.ones([3]))
python_branch(tf.ones([3]), True)
keys(tf.ones([3]))
array(tf.ones([3]))
eager(tf.ones([3]))
