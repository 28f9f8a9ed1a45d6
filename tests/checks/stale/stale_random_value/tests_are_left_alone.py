# file: tests/test_step.py
import numpy as np
import tensorflow as tf


@tf.function
def step():
    return tf.constant(np.random.rand(2, 3))


def test_step():
    assert step().shape == (2, 3)
