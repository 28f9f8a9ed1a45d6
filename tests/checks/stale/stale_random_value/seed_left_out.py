# file: rnd.py
import random as python_random

import tensorflow as tf


def make_seed():
    return python_random.randint(1, int(1e9))  # expect: stale-random-value


def uniform(shape, seed=None):
    if seed is None:
        seed = make_seed()
    return tf.random.stateless_uniform(shape, seed=[0, seed])

# file: layer.py
import tensorflow as tf

import rnd


class Base(tf.keras.layers.Layer):
    def __init__(self, seed=None):
        super().__init__()
        self.seed = 3

    def one(self, x):
        return x * self.angle()

    def call(self, x):
        return tf.vectorized_map(self.one, x)


class Rotation(Base):
    def angle(self):
        return rnd.uniform(())


class Scaled(Base):
    def angle(self):
        return rnd.uniform((), seed=self.seed)
