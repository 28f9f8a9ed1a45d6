# file: step.py
import tensorflow as tf

from losses import _distance, weighted


class Net:
    def __init__(self):
        self.w = tf.Variable(1.0)

    @tf.function
    def forward(self, x):  # expect: unnecessary-nested-function
        return x * self.w

    @tf.function
    def step(self, x, y):
        return weighted(_distance(self.forward(x), y))


net = Net()
for _ in range(4):
    net.step(tf.ones([2]), tf.ones([2]))
# file: losses.py
import tensorflow as tf


@tf.function
def _distance(a, b):  # expect: unnecessary-nested-function
    return tf.reduce_sum(a - b)


@tf.function
def weighted(x):  # expect: unnecessary-nested-function
    return x * 2.0
