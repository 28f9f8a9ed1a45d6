import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(8), tf.keras.layers.Dense(1)])
history = []


def to_float(x):
    return tf.cast(x, tf.float32) / 255.0


def whiten(x):
    for _ in range(30):
        x = x - tf.reduce_mean(x)
    return x


def augment(x):
    for _ in range(30):
        x = x + tf.random.uniform([4])
    return x


def dice(p, y):
    for _ in range(30):
        p = p * y
    return p


@tf.function
def step(p, y):
    return dice(p, y)


def recorded(x):
    for _ in range(30):
        x = tf.tanh(x)
    history.append(x)
    return x


def host(x):
    for _ in range(30):
        x = tf.tanh(x)
    return np.sum(x)


def exponent(x, n):
    for _ in range(30):
        x = x**n
    return x


def recursive(x):
    for _ in range(30):
        x = tf.tanh(x)
    return x if tf.reduce_sum(x) < 1.0 else recursive(x * 0.5)


def three(x):
    for _ in range(30):
        x = tf.tanh(x)
    return x


whiten(tf.ones([4]))
for i in range(3):
    three(tf.ones([4]))
for batch in tf.data.Dataset.from_tensor_slices(tf.ones([64, 4])).map(augment):
    to_float(batch)
    step(batch, batch)
    recorded(batch)
    host(batch)
    exponent(batch, 2)
    recursive(batch)
