# Not compiled, outside of what is compiled, expected to fail, nothing of the data in it.
import pytest
import tensorflow as tf


@tf.function
def shown(x):
    tf.print(x)
    return x


@tf.function(jit_compile=True)
def compiled(x):
    return tf.boolean_mask(x, x > 0)


@tf.function(jit_compile=False)
def asked_not_to(x):
    tf.print(x)
    return x


@tf.function(jit_compile=True)
def fails(x):
    tf.print(x)
    return x


def test_fails():
    with pytest.raises(tf.errors.InvalidArgumentError):
        fails(tf.constant(1.0))


def eager(x):
    tf.print(x)
    return compiled(x)


shown(tf.constant(1.0))
asked_not_to(tf.constant(1.0))
eager(tf.constant([1.0]))


def exported():
    @tf.function(jit_compile=True)
    def serve(x):
        tf.print(x)
        return x

    return serve.get_concrete_function(tf.TensorSpec([None]))


exported()


class Served:
    def __init__(self, name):
        self.name = name

    def function(self):
        @tf.function(jit_compile=True)
        def serve(x):
            tf.print(x)
            return x

        return serve


def convert(served: Served):
    return served.function().get_concrete_function(tf.TensorSpec([None]))


for served in (Served("a"), Served("b")):
    convert(served)
convert(Served("c"))
