# target: 2.15
"""Each round makes another model, which runs the function once."""
import tensorflow as tf


def core(x):
    for i in range(30):
        x = tf.nn.relu(x * 0.5 + 1.0)
    return x


class Block(tf.keras.layers.Layer):
    def call(self, x):
        return core(x)


class Net(tf.keras.Model):
    def __init__(self, x):
        super().__init__()
        self.block = Block()
        self.out = self.block(x)


def convert(size):
    return Net(tf.ones([size, 2]))


for size in range(100):
    convert(size)
