import numpy as np
import tensorflow as tf

opt = tf.keras.optimizers.Adam()
metric = tf.keras.metrics.Mean()
weight = tf.Variable([1.0, 2.0])


@tf.function
def acc(y, p):
    return np.mean(y.numpy() == p.numpy())  # expect: graph-unsupported-eager-method, graph-unsupported-eager-method


@tf.function
def made_in_the_trace(x):
    limit = tf.constant(3.0)
    return x * limit.numpy()  # expect: graph-unsupported-eager-method


@tf.function
def of_a_variable(x):
    return x * weight.numpy()  # expect: graph-unsupported-eager-method


@tf.function
def of_an_array(x):
    return x.astype("float32")  # expect: graph-unsupported-eager-method


def shape_of(x):
    return x.size, x.T  # expect: graph-unsupported-eager-method, graph-unsupported-eager-method


@tf.function
def through(x):
    return shape_of(x)


class Model:
    def __init__(self):
        self.scale = tf.Variable(1.0)

    @tf.function
    def step(self, x):
        return self.inner(x) * self.scale.numpy()  # expect: graph-unsupported-eager-method

    def inner(self, x):
        y = x + 1.0
        return y.numpy()  # expect: graph-unsupported-eager-method


acc(tf.constant([1, 2]), tf.constant([1, 1]))
made_in_the_trace(tf.constant(1.0))
of_a_variable(tf.constant([1.0, 2.0]))
of_an_array(np.ones([2]))
through(np.ones([2, 3]))
model = Model()
model.step(tf.constant(1.0))
