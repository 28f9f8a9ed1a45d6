import logging
import time

import numpy as np
import tensorflow as tf
from tqdm import tqdm

log = logging.getLogger(__name__)
calls = 0
losses = {}


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.steps = 0
        self.last = None

    def logged_step(self, x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self.model(x) - y) ** 2)
        grads = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.model.trainable_variables))
        log.info("step done")
        print("loss", loss)
        return loss

    def counted_step(self, x, y):
        loss = tf.reduce_mean((self.model(x) - y) ** 2)
        self.steps += 1
        return loss

    def kept_step(self, x, y):
        self.last = tf.reduce_mean((self.model(x) - y) ** 2)
        return tf.abs(x)

    def weighted(self, x, weight, bias):
        return tf.reduce_sum(x) * weight + bias

    def reported(self, x):
        total = tf.reduce_sum(x)
        losses["total"] = total
        report(total)
        return total

    def host(self, x):
        return tf.reduce_sum(x).numpy()

    def printed_host(self, x):
        total = tf.reduce_sum(x)
        print(total.numpy(), total.numpy())
        return total

    def root(self, x):
        return tf.reduce_sum(np.sqrt(x))

    def named(self, x):
        return tf.reduce_sum(x, name=3)

    def slowly(self, x):
        total = tf.zeros([])
        for _ in tqdm(range(3)):
            total += tf.reduce_sum(x)
        return total

    def timed(self, x):
        time.sleep(0.0)
        return tf.reduce_sum(x)

    def everything(self, x, scale):
        self.steps += 1
        print(x)
        value = tf.reduce_sum(x, name=7) * scale
        report(value)
        return np.exp(value)


def report(value):
    global calls
    calls += 1
    log.debug("value %s", value)


def only_prints(x):
    print(tf.reduce_sum(x))


@tf.function
def graph_of_numbers(n):
    return tf.range(n)


@tf.function
def graph_that_prints(x, n):
    print("tracing")
    return x * n


@tf.function
def graph_of_nothing(n):
    print(n)
    return n


trainer = Trainer(tf.keras.Sequential([tf.keras.layers.Dense(1)]))
x, y = tf.ones([4, 2]), tf.ones([4, 1])
for _ in range(10):
    trainer.logged_step(x, y)
    trainer.counted_step(x, y)
    trainer.kept_step(x, y)
    trainer.weighted(x, 2.0, bias=3)
    trainer.reported(x)
    trainer.host(x)
    trainer.printed_host(x)
    trainer.root(x)
    trainer.named(x)
    trainer.slowly(x)
    trainer.timed(x)
    trainer.everything(x, 0.5)
    only_prints(x)
trainer.weighted(x, weight=4.0, bias=1)
graph_of_numbers(3)
graph_of_numbers(4)
graph_that_prints(x, 3)
graph_that_prints(x, 5)
graph_of_nothing(1)
