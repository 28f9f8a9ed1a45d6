import numpy as np
import tensorflow as tf

w = tf.Variable([1.0, 2.0, 3.0])


@tf.function
def score(q):
    return tf.reduce_sum(q * w)


@tf.function
def added(q):
    return tf.add(w, q)


def helper(v):
    return w - v


@tf.function
def below(q):
    return helper(q)


@tf.function
def scaled(q, factor):
    return q * factor


score(np.random.default_rng(0).normal(size=3))  # expect: retracing-mixed-dtype-argument error
score(np.array([1.0, 2.0, 3.0]))  # expect: retracing-mixed-dtype-argument error
score(np.arange(3))  # expect: retracing-mixed-dtype-argument error
added(np.ones(3))  # expect: retracing-mixed-dtype-argument error
below(q=np.ones(3))  # expect: retracing-mixed-dtype-argument error


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.scale = tf.Variable(2.0)

    @tf.function
    def __call__(self, x):
        return x * self.scale


model = Model()
model(np.linspace(0.0, 1.0, 5))  # expect: retracing-mixed-dtype-argument error


@tf.function
def outer():
    return score(np.ones(3))  # expect: retracing-mixed-dtype-argument error


outer()
