"""Which conditionals TensorFlow runs, and what their variables hold at the end of each branch."""
import tensorflow as tf

FLAG = tf.constant(False)


@tf.function
def one_sided(x, training):
    if tf.reduce_sum(x) > 0:
        y = x * 2
    if training:
        z = x
    else:
        z = 2 * x
    if FLAG:
        z = z + 1.0
    return y + z


@tf.function
def kinds(x):
    best = None
    count = 0
    if tf.reduce_any(x > 1.0):
        best = x
        count = tf.reduce_sum(x)
        pair = (x, x)
    elif tf.reduce_any(x < 0.0):
        best = -x
        pair = (x,)
    else:
        pair = ()
    return best, count, pair


@tf.function
def returns(x):
    if not tf.reduce_all(x > 0):
        return x
    if x.shape[0] > 3 and tf.reduce_any(x > 2.0):
        return x * 2.0
    if tf.reduce_any(x > 2.0) and training():
        x = x * 3.0
    y = x * 2.0 if tf.reduce_sum(x) > 1.0 else x
    return y


def training():
    return True


def eager_only(x):
    if tf.reduce_sum(x) > 0:
        y = 1
    return x


@tf.function(autograph=False)
def unconverted(x):
    if tf.reduce_sum(x) > 0:
        y = 1
    return x


@tf.function
def islands(x):
    with tf.init_scope():
        if FLAG:
            y = 1
    if tf.executing_eagerly():
        if tf.reduce_sum(x) > 0:
            y = 1
    for i in tf.range(3):
        if i > 1:
            x = x + 1.0
            for r in x:
                w = r if r > 0.0 else 0.0
    return x


one_sided(tf.ones([2]), True)
kinds(tf.ones([2]))
returns(tf.ones([2]))
eager_only(tf.ones([2]))
unconverted(tf.ones([2]))
islands(tf.ones([2]))
