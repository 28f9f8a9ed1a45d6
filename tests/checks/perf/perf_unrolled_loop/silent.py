import numpy as np
import tensorflow as tf

w = tf.Variable(tf.ones([4]))
blocks = [tf.keras.layers.Dense(4) for _ in range(40)]
ds = tf.data.Dataset.from_tensor_slices(tf.ones([64, 4]))


@tf.function
def inner(x):
    w.assign_add(x)


def step(x):
    w.assign_add(x)


@tf.function
def f(x, rows, n):
    for _ in tf.range(1000):
        step(x)
    s = tf.constant(0.0)
    for t in range(tf.shape(x)[0]):
        s += x[t]
    for layer in blocks:
        x = layer(x[None])[0]
    for row in rows:
        x = x + row
    for row in ds:
        x = x + row
    for _ in range(8):
        x = x * 2.0
    total = 0.0
    for i in range(1000):
        total += 1.0 / (i + 1)
    for _ in range(1000):
        inner(x)
    for _ in range(n):
        x = x + 1.0
    for i in range(100):
        if total > 3.0:
            break
        x = x + 1.0
    return x * total


f(tf.ones([4]), np.ones([100, 4], dtype="float32"), 3)
f(tf.ones([4]), np.ones([100, 4], dtype="float32"), 4)

# Eagerly a loop is a loop.
x = tf.ones([4])
for _ in range(1000):
    x = x * 1.01


def eager(y):
    for _ in range(1000):
        y = y * 1.01
    return y


eager(x)
