import numpy as np
import pytest
import tensorflow as tf

w = tf.Variable([1.0, 2.0, 3.0])
layer = tf.keras.layers.Dense(2)


@tf.function
def score(q):
    return tf.reduce_sum(q * w)


score(np.asarray([1.0, 2.0, 3.0], np.float32))
score(tf.constant([1.0, 2.0, 3.0]))
score(np.float32(1))
score(2.0)
with pytest.raises(TypeError):
    score(np.ones(3))


@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
def signed(v):
    return v * w


signed(np.array([1.0, 2.0, 3.0]))
signed([1.0, 2.0, 3.0])


@tf.function
def number(x):
    return tf.sqrt(x)


number(1.0)
number(tf.constant(2.0))


@tf.function
def cast_first(q):
    q = tf.cast(q, tf.float32)
    return q * w


cast_first(np.ones(3))


@tf.function
def cast_on_the_way(q):
    return helper(tf.cast(q, tf.float32))


def helper(v):
    return v * w


cast_on_the_way(np.ones(3))


@tf.function
def through_layer(q):
    return layer(q)


through_layer(np.ones((1, 3)))


@tf.function
def alone(q):
    return tf.square(q) + 2.0 * q


alone(np.ones(3))


def eager(q):
    return q * w


eager(np.ones(3))


@tf.function
def loss(v):
    return tf.reduce_sum(v)


loss(w)
loss(w + 1.0)


@tf.function
def branches(q):
    if isinstance(q, tf.Tensor) and q.dtype == tf.float64:
        return tf.reduce_sum(q)
    return tf.reduce_sum(q) * 2.0


branches(np.ones(3))


def load(path):
    return np.load(path)


score(load("weights.npy"))


@tf.function
def any_kind(x):
    return tf.reduce_max(x)


any_kind(tf.constant([1.0]))
any_kind(tf.constant([1]))
any_kind(tf.constant([True]))


@tf.function
def mixed(x, share):
    return x * share


for _ in range(10):
    mixed(tf.ones([2]), np.random.beta(1.0, 1.0))  # a Python number
