import functools

import numpy as np
import tensorflow as tf

EAGER = tf.constant([1.0, 2.0])
holder = {}


def loss_of(x):
    return tf.reduce_mean(x * x)


class Trainer:
    def __init__(self):
        self.v = tf.Variable(0.0)
        self.h = None
        self.last = None
        self.t = None
        self.w = None
        self.note = None
        self.static = None
        self.shape_of = None
        self.outputs = []

    @tf.function
    def assigns(self, x):
        self.v.assign(loss_of(x))
        return loss_of(x)

    def run(self, x):
        self.last = self.assigns(x)  # stored by eager code
        return self.last

    @tf.function
    def set_and_read(self, x):
        self.h = x * 2.0
        return self.use(x)

    def use(self, x):
        return self.h + x

    @tf.function
    def step(self, x):
        self.t = x + 1.0
        return self.t

    def overwrite(self, x):
        self.t = self.step(x)
        return float(self.t)

    @tf.function
    def captured(self, x):
        self.note = EAGER
        return x + self.note

    @tf.function
    def facts(self, x):
        self.static = x.shape[0]
        self.shape_of = x.shape
        return x

    @tf.function
    def makes_a_variable(self, x):
        if self.w is None:
            self.w = tf.Variable(tf.zeros([2]))
        return self.w + x

    @tf.function
    def refills(self, xs):
        self.outputs = []
        self.collect(xs)
        return tf.add_n(self.outputs)

    def collect(self, xs):
        for i in range(3):
            self.outputs.append(xs[i])

    @tf.function
    def lifted(self, x):
        with tf.init_scope():
            self.table = tf.range(3)
        return x + tf.cast(self.table, x.dtype)


class State:
    def __init__(self, x):
        self.x = x


@tf.function
def made_in_the_trace(x):
    s = State(x * 2.0)
    s.y = x + 1.0
    parts = []
    fill(parts, x)
    return s.x + s.y + tf.add_n(parts)


def fill(bucket, x):
    bucket.append(x * 2.0)


def eager(x):
    holder["x"] = tf.reduce_sum(x)
    return holder["x"]


@functools.lru_cache(maxsize=None)
def table(n):
    return tf.range(n)


table(4)  # eagerly first


@tf.function
def with_table(x):
    return x + tf.cast(table(4), x.dtype)


@functools.lru_cache(maxsize=None)
def array(n):
    return np.arange(n)


@tf.function
def with_array(x):
    return x + tf.cast(array(4), x.dtype)


@tf.function
def through_python(x):
    def note(t):
        holder["t"] = t + 1.0

    tf.py_function(note, [x], [])
    return x


class Pos(tf.keras.layers.Layer):
    def build(self, shape):
        self.table = np.arange(shape[-1])

    def call(self, x):
        return x + self.table


t = Trainer()
x = tf.ones([3])
t.run(x)
t.set_and_read(x)
t.overwrite(tf.constant(1.0))
t.captured(EAGER)
t.facts(x)
t.makes_a_variable(tf.ones([2]))
t.refills(tf.ones([3, 2]))
t.lifted(x)
made_in_the_trace(x)
eager(x)
with_table(tf.ones([4]))
with_array(tf.ones([4]))
through_python(x)


class Linear:
    """Its weights are there when a graph first looks for them."""

    def __init__(self):
        self.weights = None

    def predict(self, inputs):
        if self.weights is None:
            self.weights = (tf.random.normal([3, 2]), tf.random.normal([2]))
        kernel, bias = self.weights
        return tf.matmul(inputs, kernel) + bias


linear = Linear()
linear.predict(tf.ones([1, 3]))
predict_as_graph = tf.function(linear.predict)
predict_as_graph(tf.ones([1, 3]))
predict_as_graph(tf.ones([2, 3]))
