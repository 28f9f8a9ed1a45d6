# option: unnecessary-nested-function.tests=true
# file: tests/program_test.py
import tensorflow as tf


@tf.function
def inner(x):  # expect: unnecessary-nested-function
    return x * 2.0


@tf.function
def outer(x):
    return inner(x)


def test_outer():
    outer(tf.ones([2]))
