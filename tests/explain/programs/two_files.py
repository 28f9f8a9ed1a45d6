# file: metrics.py
history = []


class Meter:
    def __init__(self):
        self.total = 0.0
        self.count = 0

    def add(self, value):
        self.total = self.total + value
        self.count += 1

    def average(self):
        return self.total / self.count


def keep(value):
    history.append(value)


def keep_both(a, b):
    keep(a)
    keep(b)
# file: model.py
import tensorflow as tf

from metrics import Meter, keep, keep_both

meter = Meter()


def step(x):
    loss = tf.reduce_mean(tf.square(x))
    keep(loss)
    return loss


def twice(x):
    loss = tf.reduce_mean(tf.square(x))
    keep_both(loss, loss)
    return step(x)


def metered(x, factor):
    loss = tf.reduce_mean(tf.square(x)) * factor
    meter.add(1)
    return loss


def average_of(x):
    return tf.reduce_sum(x) / meter.count


def nested(x):
    def inner(value):
        print(value)
        return value * 2.0

    return inner(tf.abs(x))


def through_lambda(x):
    return (lambda v: v + tf.reduce_sum(x))(keep(x) or 1.0)
# file: main.py
import tensorflow as tf

from model import average_of, metered, nested, step, through_lambda, twice

for i in range(5):
    data = tf.ones([8])
    step(data)
    twice(data)
    metered(data, 0.5)
    average_of(data)
    nested(data)
    through_lambda(data)
