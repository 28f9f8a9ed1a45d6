import os
import random
import uuid

import numpy as np
import tensorflow as tf

ANGLES = [0.0, 0.5, 1.0]
rng = np.random.default_rng(7)


@tf.function
def noisy(x):
    return x + np.random.normal()  # expect: stale-random-value


def draw():
    return random.random()  # expect: stale-random-value


@tf.function
def dropped(x):
    if draw() > 0.5:
        return x
    return x * 2.0


@tf.function
def rotated(x):
    angle = random.choice(ANGLES)  # expect: stale-random-value
    scale = rng.uniform(0.9, 1.1)  # expect: stale-random-value
    return x * angle * scale


@tf.function
def shuffled(x):
    order = [0, 1, 2]
    random.shuffle(order)  # expect: stale-random-value
    return tf.gather(x, order)


@tf.function
def seeded(x):
    seed = random.randint(0, 1000)  # expect: stale-random-value
    return x + tf.random.stateless_normal([3], seed=(seed, 0))


@tf.function
def tagged(x):
    tag = uuid.uuid4().hex  # expect: stale-random-value
    return tf.strings.join([tag, tf.strings.as_string(x)])


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x + np.random.rand())  # expect: stale-random-value

    def train_step(self, data):
        x, y = data
        lam = np.random.beta(0.4, 0.4)  # expect: stale-random-value
        return super().train_step((x * lam, y))


class Mixed(Net):
    def train_step(self, data):
        x, y = data
        lam = np.random.beta(0.4, 0.4)  # expect: stale-random-value
        mixed = lam * x + (1.0 - lam) * x[::-1]
        return super().train_step((mixed, y))


x = tf.ones([3])
for _ in range(3):
    noisy(x), dropped(x), rotated(x), shuffled(x), seeded(x), tagged(x)
dataset = tf.data.Dataset.range(4).map(lambda i: tf.cast(i, tf.float32) + np.random.rand())  # expect: stale-random-value
net = Mixed()
net.compile("sgd", "mse")
net.fit(tf.ones([4, 2]), tf.ones([4, 1]))
