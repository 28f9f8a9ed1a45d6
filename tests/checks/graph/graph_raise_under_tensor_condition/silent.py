import pytest
import tensorflow as tf


@tf.function
def static(x, kind):
    if not isinstance(x, tf.Tensor):
        raise ValueError("want a tensor")
    if x.shape.rank != 1:
        raise ValueError(x.shape)
    if x is None:
        raise ValueError("None")
    if x.dtype != tf.float32:
        raise TypeError("dtype")
    if kind == "a":
        return x
    else:
        raise NotImplementedError(kind)


@tf.function
def deeper(x, strict):
    if tf.reduce_any(x < 0.0):
        if strict:
            raise ValueError("bad")
        x = tf.abs(x)
    return x


@tf.function
def eager_only(x):
    if tf.executing_eagerly():
        if tf.reduce_any(x < 0.0):
            raise ValueError("bad")
    return x


def host(x):
    if tf.reduce_any(x < 0.0):
        raise ValueError("bad")
    return x


@tf.function
def island(x):
    return tf.py_function(host, [x], tf.float32)


@tf.function
def in_handler(x):
    if tf.reduce_any(x < 0.0):
        try:
            y = tf.abs(x)
        except TypeError as e:
            raise ValueError("bad") from e
        x = y
    return x


def sometimes(x, kind):
    if kind == "a":
        raise ValueError(kind)
    return x


@tf.function
def calls(x):
    if tf.reduce_any(x < 0.0):
        x = sometimes(x, "b")
    return x


@tf.function
def expected(x):
    if tf.reduce_any(x < 0.0):
        raise ValueError("bad")
    return x


def test_expected():
    with pytest.raises(ValueError):
        expected(tf.ones([3]))


x = tf.ones([3])
static(x, "a")
deeper(x, False)
eager_only(x)
island(x)
in_handler(x)
calls(x)
