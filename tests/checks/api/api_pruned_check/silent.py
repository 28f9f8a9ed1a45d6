import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec(None)])
def bound(x):
    x = tf.ensure_shape(x, [None, 3])
    tf.debugging.assert_rank(x, 2)
    tf.debugging.check_numerics(x, "x")
    tf.print(x)
    return tf.gather(x, 0)


@tf.function(input_signature=[tf.TensorSpec([2, 2])])
def known(x):
    tf.ensure_shape(x, [None, 3])
    tf.reshape(x, [4])
    return x


@tf.function(input_signature=[tf.TensorSpec([None, 3])])
def batch_only(x):
    tf.ensure_shape(x, [None, 3])
    return x


@tf.function
def unknown(x):
    tf.ensure_shape(x, [None, 3])
    return x


def eager(x):
    tf.ensure_shape(x, [None, 3])
    return x


@tf.function
def calls_eager(x):
    return tf.py_function(eager, [x], tf.float32)


bound(tf.ones([2, 3]))
known(tf.ones([2, 2]))
eager(tf.ones([2, 3]))
calls_eager(tf.ones([2, 3]))
unknown(tf.io.parse_tensor("", tf.float32))
