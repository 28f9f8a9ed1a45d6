"""Which loops TensorFlow runs, and what their variables hold before and after one round."""
import numpy as np
import tensorflow as tf


@tf.function
def over_range(n):
    s = 0
    last = None
    for i in tf.range(n):
        s += tf.reduce_mean([1.0, 2.0])
        last = tf.cast(i, tf.float32)
        own = last * 2.0
        s = s + own
    return s, last


@tf.function
def python_loop(x):
    total = 0.0
    for i in range(3):
        total += tf.reduce_sum(x)
        if tf.reduce_sum(x) > 1.0:
            total = total * 2.0
    return total


@tf.function
def range_of_tensor(x):
    n = tf.shape(x)[0]
    c = 0
    for i in range(n):
        c += 1
    for i in range(int(n)):
        c += 1
    return c


@tf.function
def over_dataset(ds, names):
    for batch in ds:
        loss = tf.reduce_sum(batch)
    for name in names:
        print(name)
    for i, batch in enumerate(ds):
        loss = loss + batch
    return loss


@tf.function
def conditions(x):
    i = 0
    while i < 10:
        i = i + 1
    done = False
    while not done:
        done = tf.reduce_sum(x) > 1.0
    j = tf.constant(0)
    while j < 10 and tf.reduce_sum(x) < 3.0:
        j += 1
        if j > 5:
            break
    k = 0
    while k < 3:
        k = k + tf.constant(1)
    return i, j, k


class Meter:
    def __init__(self):
        self.total = 0

    @tf.function
    def run(self, xs):
        d = {}
        d["sum"] = 0
        for x in xs:
            d["sum"] = tf.reduce_sum(x)
            self.total = tf.reduce_max(x)
        return d["sum"]


@tf.function
def shapes(x):
    out = tf.zeros([0, 3])
    scalar = 0.0
    for row in x:
        out = tf.concat([out, row[None]], 0)
        scalar = scalar + row
    return out, scalar


strategy = tf.distribute.MirroredStrategy()


@tf.function
def distributed(ds):
    for batch in ds:
        strategy.run(tf.square, args=(batch,))


over_range(tf.constant(3))
python_loop(tf.ones([2]))
range_of_tensor(tf.ones([2]))
over_dataset(tf.data.Dataset.range(3), ["a"])
conditions(tf.ones([2]))
Meter().run(tf.ones([2, 2]))
shapes(tf.ones([4, 3]))
distributed(strategy.experimental_distribute_dataset(tf.data.Dataset.range(3).batch(2)))
