# file: tests/test_it.py
import tensorflow as tf


@tf.function
def constant(value):
    return tf.constant(value)


def test_both():
    constant(1.0)
    constant(1)
