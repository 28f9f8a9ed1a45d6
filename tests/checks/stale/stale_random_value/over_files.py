# file: train.py
import tensorflow as tf

from lib.augment import jitter


@tf.function
def step(x):
    return jitter(x)


for _ in range(3):
    step(tf.ones([2]))
# file: lib/__init__.py
# file: lib/augment.py
from .noise import amount


def jitter(x):
    return x + amount(0.1)
# file: lib/noise.py
import random


def amount(width):
    shift = random.uniform(-width, width)  # expect: stale-random-value
    return shift


def unused(width):
    return random.uniform(-width, width)
