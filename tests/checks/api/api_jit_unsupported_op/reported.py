# Below compiled functions, also in nested ones; by call form.
import tensorflow as tf

from shown import show


@tf.function
def inner(x):
    tf.print(x)  # expect: api-jit-unsupported-op
    return x


@tf.function(jit_compile=True)
def outer(x):
    return inner(show(x))


def plain(x):
    return tf.strings.length(tf.strings.as_string(x))  # expect: api-jit-unsupported-op, api-jit-unsupported-op


compiled = tf.function(plain, jit_compile=True)
outer(tf.constant(1.0))
compiled(tf.constant(1.0))

# file: shown.py
import tensorflow as tf


def show(x):
    return tf.py_function(lambda y: y, [x], tf.float32)  # expect: api-jit-unsupported-op
