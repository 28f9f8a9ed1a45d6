# file: metrics.py
import tensorflow as tf


@tf.function
def checked(x):
    if x.shape.rank != 2:
        raise ValueError("a matrix is needed")
    return x


# file: test_metrics.py
import pytest
import tensorflow as tf

from metrics import checked


def test_refuses():
    with pytest.raises(ValueError):
        checked(tf.ones([1, 1, 1]))


def test_takes():
    checked(tf.ones([1, 1]))
