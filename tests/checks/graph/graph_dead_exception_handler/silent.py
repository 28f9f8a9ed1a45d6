import tensorflow as tf


def eager(x):
    try:
        return tf.linalg.inv(x)
    except tf.errors.InvalidArgumentError:
        return x


@tf.function
def tracing_errors(x):
    try:
        y = tf.reshape(x, [3])
    except (ValueError, tf.errors.InvalidArgumentError):
        y = x
    try:
        z = x.no_such_attribute
    except AttributeError:
        z = x
    return y, z


@tf.function
def reads_while_tracing(x, path):
    try:
        reader = tf.train.load_checkpoint(path)
        y = tf.abs(x)
    except tf.errors.NotFoundError:
        y = x
    return y


@tf.function
def unknown_calls(x, model):
    try:
        y = model.predict_joint(tf.abs(x))
    except tf.errors.NotFoundError:
        y = x
    return y


def host(x):
    try:
        return tf.linalg.inv(x)
    except tf.errors.InvalidArgumentError:
        return x


@tf.function
def island(x):
    return tf.py_function(host, [x], tf.float32)


x = tf.zeros([2, 2])
eager(x)
tracing_errors(x)
reads_while_tracing(x, "none")
unknown_calls(x, None)
island(x)
