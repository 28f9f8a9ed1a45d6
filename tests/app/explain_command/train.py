import numpy as np
import tensorflow as tf

from logs import note


class Trainer:
    def __init__(self):
        self.history = []
        self.w = tf.Variable(1.0)

    def train_step(self, x, y):
        loss = tf.reduce_mean((x * self.w - y) ** 2)
        self.history.append(loss)
        note(loss)
        print(loss.numpy())
        return np.sqrt(loss)

    def scaled(self, x, factor):
        return x * self.w * factor


@tf.function
def count(n):
    return tf.range(n)


def power(x, n):
    if n == 0:
        return x
    return power(x * x, n - 1)


trainer = Trainer()
for _ in range(10):
    trainer.train_step(tf.ones([2]), tf.zeros([2]))
    trainer.scaled(tf.ones([2]), 3)
trainer.scaled(tf.ones([2]), factor=4)
count(3)
power(tf.ones([2]), 3)
