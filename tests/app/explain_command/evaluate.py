import tensorflow as tf


def score(x):
    try:
        tf.debugging.assert_less(tf.reduce_max(x), 1.0)
        for _ in range(8):
            x = tf.nn.softmax(tf.tanh(x) * 2.0 + 1.0)
    except tf.errors.InvalidArgumentError:
        x = tf.zeros_like(x)
    return x


for _ in range(10):
    score(tf.ones([2]))
