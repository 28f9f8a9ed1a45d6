# Made or called under tf.device: the boundary tells what runs there. Test code has its reasons.
# file: device.py
import tensorflow as tf

device = "/CPU:0"


@tf.function
def called_there(x):
    return x * 2.0


@tf.function
def beside_it(x):  # expect: unnecessary-nested-function
    return x * 3.0


with tf.device(device):

    @tf.function
    def made_there(x):
        return x + 1.0


@tf.function
def step(x):
    with tf.device(device):
        y = called_there(x)
    return made_there(y) + beside_it(y)


step(tf.ones([2]))
# file: tests/program_test.py
import tensorflow as tf


@tf.function
def inner(x):
    return x * 2.0


@tf.function
def outer(x):
    return inner(x)


def test_outer():
    outer(tf.ones([2]))
