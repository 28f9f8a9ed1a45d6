import pytest
import tensorflow as tf


@tf.function
def total(x):
    s = 0
    for row in x:
        s += row
    return s


def test_total():
    with pytest.raises(TypeError):
        total(tf.ones([3]))
