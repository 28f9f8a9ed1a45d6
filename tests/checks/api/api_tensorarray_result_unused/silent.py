import tensorflow as tf


@tf.function
def loop(x):
    ta = tf.TensorArray(tf.float32, size=3)
    for i in tf.range(3):
        ta = ta.write(i, x)
    ta.mark_used()
    result = ta.stack()
    ta.close()
    return result


def put(ta, i, v):
    return ta.write(i, v)


@tf.function
def by_helper(x):
    ta = tf.TensorArray(tf.float32, size=1)
    ta = put(ta, 0, x)
    last = ta.write(0, x)
    return last.stack()


def eager(x):
    ta = tf.TensorArray(tf.float32, size=1)
    ta.write(0, x)
    return ta.stack()


def in_python(x):
    ta = tf.TensorArray(tf.float32, size=1)
    ta.write(0, x)
    return ta.stack()


@tf.function
def calls_python(x):
    return tf.py_function(in_python, [x], tf.float32)


@tf.function
def to_file(x, writer):
    writer.write(x)
    return x


one = tf.constant(1.0)
loop(one)
by_helper(one)
eager(one)
calls_python(one)
to_file(one, open("log"))
