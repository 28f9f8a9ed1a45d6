import tensorflow as tf

NAME = "op"
COUNT = 0


@tf.function
def f(x, name=None, count=1):
    a = tf.sqrt(x, "root")
    b = tf.exp(x, name)
    c = tf.nn.relu(x, name=NAME)
    d = tf.zeros_like(x, tf.int32, None)
    e = tf.abs(x, None)
    g = tf.add(x, 1.0, 0)
    h = tf.add(x, 1.0, name=f"add_{count}")
    return a, b, c, d, e, g, h, tf.reduce_sum(x, 0)


def eager(x):
    return tf.sqrt(x, 3)
