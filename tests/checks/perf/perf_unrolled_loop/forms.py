# file: settings.py
class Settings:
    def __init__(self):
        self.steps = 64


ROUNDS = 100
# file: main.py
import numpy as np
import tensorflow as tf

from settings import ROUNDS, Settings

TABLE = np.ones([100, 4], dtype="float32")
settings = Settings()
w = tf.Variable(tf.ones([4]))


def step(x):
    w.assign_add(x)


def helper(x, rows):
    for row in rows:  # expect: perf-unrolled-loop
        x = x + row
    return x


@tf.function
def train(x):
    for _ in range(1000):  # expect: perf-unrolled-loop
        step(x)
    for row in TABLE:  # expect: perf-unrolled-loop
        x = x + row
    for i in range(ROUNDS):  # expect: perf-unrolled-loop
        x = x * (i + 1)
    for i in range(settings.steps):  # expect: perf-unrolled-loop
        x = tf.nn.relu(x)
    for i in range(8):  # expect: perf-unrolled-loop
        for j in range(8):
            x += 1.0
    done = 0
    while done < 50:  # expect: perf-unrolled-loop
        x = tf.sin(x)
        done += 1
    parts = [tf.cos(x) for _ in range(64)]  # expect: perf-unrolled-loop
    return helper(x, TABLE) + tf.add_n(parts)


@tf.function
def by_size(x):
    total = tf.constant(0.0)
    for k in range(x.shape[0]):  # expect: perf-unrolled-loop
        total += x[k]
    return total


train(tf.ones([4]))
by_size(tf.ones([64]))


class Net(tf.keras.Model):
    def call(self, x):
        for _ in range(40):  # expect: perf-unrolled-loop
            x = tf.nn.relu(x)
        return x


Net()(tf.keras.Input([4]))
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.SGD()


@tf.function
def several(x, n):
    for _ in range(n):  # expect: perf-unrolled-loop
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(model(x))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return loss


for n in [3, 5]:
    several(tf.ones([2, 2]), n)
