import tensorflow as tf


@tf.function
def f(x):
    a = tf.sqrt(x, tf.float32)  # expect: api-invalid-name-argument
    b = tf.exp(x, 1)  # expect: api-invalid-name-argument
    c = tf.nn.relu(x, 0.1)  # expect: api-invalid-name-argument
    d = tf.cast(x, tf.int32, True)  # expect: api-invalid-name-argument
    e = tf.concat([x, x], 0, 1)  # expect: api-invalid-name-argument
    return a, b, c, d, e, helper(x)


def helper(x):
    return tf.add(x, 1.0, name=3)  # expect: api-invalid-name-argument
