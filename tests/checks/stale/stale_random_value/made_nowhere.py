# Nothing makes a Rotation: what its base sets when one is made is known all the same.
# file: rnd.py
import random as python_random

import tensorflow as tf


def make_seed():
    return python_random.randint(1, int(1e9))


class SeedGenerator:
    def __init__(self, seed=None):
        self.state = [0, make_seed() if seed is None else seed]

    def next(self):
        return self.state[:]


def draw_seed(seed):
    if isinstance(seed, SeedGenerator):
        return seed.next()
    if seed is None:
        seed = make_seed()
    return [0, seed]


def uniform(shape, seed=None):
    return tf.random.stateless_uniform(shape, seed=draw_seed(seed))

# file: layer.py
import tensorflow as tf

import rnd


class Base(tf.keras.layers.Layer):
    def __init__(self, seed=None):
        super().__init__()
        self.generator = rnd.SeedGenerator(seed=seed)

    def one(self, x):
        return x * self.angle()

    def call(self, x):
        return tf.vectorized_map(self.one, x)


class Rotation(Base):
    def angle(self):
        return rnd.uniform((), seed=self.generator)
