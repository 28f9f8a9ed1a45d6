import tensorflow as tf


@tf.function
def inverse(x):
    try:
        y = tf.linalg.inv(x)
    except tf.errors.InvalidArgumentError:  # expect: graph-dead-exception-handler
        y = tf.zeros_like(x)
    return y


def read(path):
    try:
        return tf.io.read_file(path)
    except tf.errors.NotFoundError as e:  # expect: graph-dead-exception-handler
        return tf.constant("")


@tf.function
def outer(path):
    return tf.strings.length(read(path))


inverse(tf.zeros([2, 2]))
outer(tf.constant("none"))
