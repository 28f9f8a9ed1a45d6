import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32)])
def f(x):
    a = tf.reshape(x, [x.shape[0] * 2, 4])  # expect: graph-unsupported-static-dim
    b = tf.zeros([x.shape[0], 4])  # expect: graph-unsupported-static-dim
    c = tf.reduce_sum(x) / x.shape[0]  # expect: graph-unsupported-static-dim
    n = x.shape[0]
    d = tf.ones((n, 2))  # expect: graph-unsupported-static-dim
    e = int(x.shape[-2])  # expect: graph-unsupported-static-dim
    return a, b, c, d, e, helper(x)


def helper(x):
    rows, columns = x.shape
    return rows - 1, columns - 1  # expect: graph-unsupported-static-dim
