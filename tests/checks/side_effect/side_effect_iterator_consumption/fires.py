import itertools

import numpy as np
import tensorflow as tf

numbers = iter([1.0, 2.0, 3.0])
ids = itertools.count()
pairs = zip([1, 2], [3, 4])


def batches():
    for i in range(3):
        yield np.ones([2], "float32") * i


@tf.function
def step(it, x):
    return x * next(it)  # expect: side-effect-iterator-consumption warning


@tf.function
def from_global(x):
    return x + next(numbers)  # expect: side-effect-iterator-consumption


@tf.function
def from_generator(x):
    return x + next(stream)  # expect: side-effect-iterator-consumption


@tf.function
def loops(x):
    for value in stream:  # expect: side-effect-iterator-consumption
        x = x + value
    return x


@tf.function
def over_pairs(x):
    for a, b in pairs:  # expect: side-effect-iterator-consumption
        x = x + float(a * b)
    return x


class Source:
    def __init__(self):
        self.items = iter([np.ones([2]), np.ones([2])])

    @tf.function
    def draw(self, x):
        return x + self.take()

    def take(self):
        return next(self.items)  # expect: side-effect-iterator-consumption


stream = batches()
x = tf.ones([2])
scales = iter([1.0, 2.0])
step(scales, x)
from_global(x)
from_generator(x)
loops(x)
over_pairs(x)
s = Source()
s.draw(tf.ones([2], tf.float64))
