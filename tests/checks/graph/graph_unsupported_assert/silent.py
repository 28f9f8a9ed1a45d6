import tensorflow as tf

LIMIT = 3


@tf.function
def static(x, mode="a", mask=None):
    assert x.shape.rank == 2 and x.shape == (2, 3)
    assert x.dtype == tf.float32
    assert isinstance(x, tf.Tensor)
    assert mask is None and mode in ("a", "b")
    assert len(x.shape) == 2 and LIMIT > 2
    tf.debugging.assert_positive(x)
    return x


def host(x):
    assert x[0, 0] > 0
    return x


@tf.function
def hosted(x):
    if tf.executing_eagerly():
        assert x[0, 0] > 0
    return tf.py_function(host, [x], tf.float32)


def eager(x):
    assert tf.reduce_all(x > 0)


x = tf.ones([2, 3])
static(x)
hosted(x)
eager(x)
