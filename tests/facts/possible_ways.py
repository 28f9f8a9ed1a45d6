"""Calls that the tests and arguments on the way rule out, though one evaluation stands for many callers."""
import tensorflow as tf


class Trainer(tf.Module):
    def __init__(self, partitioned):
        super().__init__()
        self.partitioned = partitioned

    def step(self, x):  # traced: yes
        if self.partitioned:
            return self.load(x)
        return self.scale(x)

    def load(self, x):  # traced: no
        return tf.abs(x)

    def scale(self, x):  # traced: yes
        return x * 2.0

    def make(self):
        def run(x):  # traced: yes
            return self.step(x)

        if not self.partitioned:
            return tf.function(run)
        return run


for flag in (True, False):
    Trainer(flag).make()(tf.ones([2]))


def noted(x, notes=None, name="a"):
    if notes is not None:
        remember(x, notes)
    return x


def remember(x, notes):  # traced: no
    notes.append(1)
    return x


@tf.function
def first(x):  # traced: yes
    return noted(x, name="a") + noted(x, None, "b") + noted(x, name="c") + noted(x, name="d")


first(tf.ones([2]))
for i in range(3):
    noted(tf.ones([i]), [], "e")
    noted(tf.ones([i]), [1], "f")
    noted(tf.ones([i]), [2], "g")
    noted(tf.ones([i]), [3], "h")
    noted(tf.ones([i]), [4], "i")
    noted(tf.ones([i]), [5], "j")
    noted(tf.ones([i]), [6], "k")
    noted(tf.ones([i]), [7], "l")
    noted(tf.ones([i]), [8], "m")


def asks():
    """Are we in a graph?"""
    return tf.executing_eagerly()


@tf.function
def wrapped(x):  # traced: yes
    if asks():
        only_eagerly(x)
    return x


def only_eagerly(x):  # traced: no
    return x


wrapped(tf.ones([2]))
