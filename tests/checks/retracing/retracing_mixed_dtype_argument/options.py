# option: retracing-mixed-dtype-argument.variables=true
# option: retracing-mixed-dtype-argument.tests=true
# file: tests/test_loss.py
import tensorflow as tf

w = tf.Variable([1.0, 2.0])


@tf.function
def loss(v):
    return tf.reduce_sum(v)


def test_loss():
    loss(w)
    loss(w + 1.0)  # expect: retracing-mixed-dtype-argument
