# file: lib/metrics.py
def mean_of(x):
    return x.numpy().mean()  # expect: graph-unsupported-eager-method


def of_eager(x):
    return x.numpy().mean()
# file: main.py
import tensorflow as tf

from lib.metrics import mean_of, of_eager


@tf.function
def step(x):
    return mean_of(x * 2.0)


step(tf.ones([3]))
of_eager(tf.ones([3]))
