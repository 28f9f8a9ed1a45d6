import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32)])
def f(x):
    a = tf.reshape(x, [-1, x.shape[1] // 2])
    b = tf.ensure_shape(x, [x.shape[0], 8])
    c = x.shape[0] or tf.shape(x)[0]
    d = f"{x.shape[0]} rows"
    e = "%s rows" % x.shape[0]
    g = x[: x.shape[0]]
    h = tf.zeros([tf.shape(x)[0], x.shape[1]])
    return a, b, c, d, e, g, h, asked(x)


def asked(x):
    rows = x.shape[0]
    if rows is None:
        return x
    return tf.reshape(x, [rows, 8])


@tf.function
def any_size(x):
    return tf.reshape(x, [x.shape[0] * 2, 4])


def eager(x):
    return tf.zeros([x.shape[0] * 2])


for n in range(3):
    any_size(tf.ones([n, 8]))
    eager(tf.ones([n, 8]))
