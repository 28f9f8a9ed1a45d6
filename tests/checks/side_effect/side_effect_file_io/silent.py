import os

import numpy as np
import tensorflow as tf

TABLE = np.load("table.npy")
manager = tf.train.CheckpointManager(tf.train.Checkpoint(), "out", 3)
checkpoint = tf.train.Checkpoint()


def load_np(path):
    return np.load(path.numpy())


@tf.function
def load(path):
    raw = tf.io.read_file(path)
    tf.io.write_file("copy", raw)
    joined = tf.strings.join(["a", path])
    checkpoint.write("here")
    data = tf.py_function(load_np, [path], tf.float32)
    return raw, joined, data, os.path.join("a", "b")


class Net:
    def __init__(self):
        self.table = np.load("table.npy")

    @tf.function
    def step(self, x):
        return x + self.table


def eager(x):
    np.save("x.npy", x)
    manager.save()
    return x


load(tf.constant("a"))
net = Net()
net.step(tf.ones([2]))
eager(tf.ones([2]))


def load(v, as_array=True):
    if isinstance(v, str) & as_array:
        v = np.load(v)
    return v


def to_list(v, as_array=False):
    return list(load(v, as_array=as_array))


class Expand(tf.keras.layers.Layer):
    def call(self, x):
        for axis in to_list([1, 1]):
            x = tf.expand_dims(x, axis=axis)
        return x


tf.keras.Sequential([tf.keras.Input((3,)), Expand()]).predict(np.ones([2, 3]))
