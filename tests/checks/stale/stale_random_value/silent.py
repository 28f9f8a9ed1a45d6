import random

import numpy as np
import tensorflow as tf

ANGLES = [0.0, 0.5, 1.0]
rng = np.random.default_rng(7)
generator = tf.random.Generator.from_seed(1)


@tf.function
def noisy(x):
    return x + tf.random.normal(tf.shape(x)) + generator.normal([3])


def rotate(v):
    return v * random.choice(ANGLES)


@tf.function
def rotated(x):
    return tf.numpy_function(rotate, [x], tf.float32)


@tf.function
def step(x, noise):
    return x + noise


@tf.function
def always_the_same(x):
    numbers = np.random.RandomState(0).rand(3)
    local = np.random.default_rng(1)
    return x * numbers + local.normal(size=3)


@tf.function
def reseeded(x):
    np.random.seed(3)
    return x * np.random.rand(3)


@tf.function
def told(x):
    print("tracing", random.random())
    return x


@tf.function
def named(x):
    return tf.identity(x, name=f"id_{random.randint(0, 9)}")


class Scale(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.first = np.random.rand()

    def build(self, shape):
        self.w = self.add_weight(shape=(), initializer=tf.constant_initializer(np.random.rand()))

    def call(self, x):
        return x * self.w * self.first


@tf.function
def guarded(x):
    if tf.executing_eagerly():
        return x * random.random()
    return x


def values():
    while True:
        yield np.random.rand()


scale = Scale()
x = tf.ones([3])
for _ in range(3):
    noisy(x), rotated(x), always_the_same(x), reseeded(x), told(x), named(x), guarded(x), scale(x)
    step(x, rng.normal(size=3).astype("float32"))
offset = np.random.rand()
dataset = tf.data.Dataset.from_generator(values, tf.float64).map(lambda v: v + offset).take(3)
model = tf.keras.Sequential([scale])
model.compile("sgd", "mse")
model.fit(tf.ones([4, 2]), tf.ones([4, 2]))


def make_seed():
    return random.randint(1, 1000)


def draw(seed):
    if seed is None:
        seed = make_seed()
    return tf.random.stateless_uniform((), seed=[0, seed])


def noise(seed=None):
    return draw(seed)


@tf.function
def unknown_seed(x, given):
    return x * noise(given.seed)  # nothing says that it may be None


unknown_seed(tf.ones([2]), somebody.settings())
