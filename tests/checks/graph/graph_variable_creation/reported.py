# In helpers, in functions of tf.data, in Keras layers, in nested functions.
import tensorflow as tf

from weights import make_weight


@tf.function(jit_compile=True)
def compiled(x):
    v = tf.Variable(1.0)  # expect: graph-variable-creation
    return v * x


def add_one(x):
    return x + tf.Variable(1)  # expect: graph-variable-creation


ds = tf.data.Dataset.range(3).map(add_one)


class Scale(tf.keras.layers.Layer):
    def call(self, x):
        w = self.add_weight(shape=(), initializer="ones")  # expect: graph-variable-creation
        return w * x


@tf.function
def outer(x):
    @tf.function
    def inner(y):
        return y * tf.Variable(2.0)  # expect: graph-variable-creation

    return inner(x)


@tf.function
def by_helper(x):
    return make_weight(x) * x


def step(x):
    g = tf.random.Generator.from_non_deterministic_state()  # expect: graph-variable-creation
    return x + g.normal([])


fast_step = tf.function(step)
fast_step(tf.constant(1.0))
by_helper(tf.constant(1.0))
outer(tf.constant(1.0))
Scale()(tf.constant(1.0))

# file: weights.py
import tensorflow as tf


def make_weight(x):
    return tf.Variable(tf.ones_like(x))  # expect: graph-variable-creation
