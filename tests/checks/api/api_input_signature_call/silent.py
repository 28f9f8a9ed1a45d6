import numpy as np
import pytest
import contextlib

import tensorflow as tf

SPEC = tf.TensorSpec([None], tf.float32)


@tf.function(input_signature=[SPEC])
def f(x):
    return x * 2.0


@tf.function(input_signature=[SPEC])
def g(x, training=False, mask=None, *, scale=1):
    return x


@tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
def h(n):
    return n + 1


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def scalar(n):
    return n


@tf.function(input_signature=[tf.TensorSpec(None, tf.float32)])
def any_rank(n):
    return n


@tf.function(input_signature=[(SPEC, SPEC), [SPEC], {"a": SPEC}])
def nested(p, q, r):
    return p[0]


@tf.function(input_signature=[SPEC, SPEC])
def variadic(x, *rest):
    return x


@tf.function(input_signature=[SPEC])
def keywords(x, **options):
    return x


a = tf.zeros([1])
f(np.zeros(3))
f(np.arange(3))
f([1, 2])
f((1.0, 2.0))
f(range(3))
f([])
f(tf.Variable([1.0]))
f(x=tf.zeros([7]))
h(True)
h(3)
h(np.float32(3.5))
scalar(3)
scalar(True)
any_rank(tf.zeros([2, 3]))
any_rank(2.0)
g(a, False)
g(a, training=0, mask=None, scale=1.0)
nested((a, a), [a], {"a": a})
variadic(a, a)
keywords(a)
with pytest.raises(TypeError):
    f(tf.zeros([3], tf.float64))


def unknown(path, batch):
    f(np.load(path))
    f(batch)
    return f.get_concrete_function()(tf.zeros([2, 3]))


unknown("a", tf.io.parse_tensor("x", tf.float32))


@tf.function
def dynamic(x):
    return f(tf.reshape(x, tf.shape(x)))


dynamic(a)


@tf.function
def unsigned(x, training=False):
    return x


unsigned(tf.zeros([2, 2], tf.float64), training=True)


class Model(tf.Module):
    @tf.function(input_signature=[SPEC])
    def step(self, x, training=False):
        return x


model = Model()
model.step(a)
model.step(a, training=False)
concrete = f.get_concrete_function()
concrete(tf.zeros([2, 3]))


try:
    f(tf.zeros([2, 2], tf.float64))
except TypeError:
    print("refused")


@contextlib.contextmanager
def wants(error):
    try:
        yield
    except error as e:
        print(type(e).__name__)


@tf.function(input_signature=[tf.TensorSpec([None], tf.int32)])
def of_whole_numbers(x):
    return x * 2


with wants(TypeError):
    of_whole_numbers(tf.constant([1.0, 2.0]))
