# Behind a guard that lets it run once, Python values are printed once on purpose; a tensor has none.
import functools

import tensorflow as tf


class Align:
    def __init__(self):
        self.built = False
        self.size = 0

    def build(self, shape):
        self.size = shape[0]
        self.built = True
        print("size", self.size)

    def show(self, x):
        self.shown = True
        print("values", x)  # expect: side-effect-print

    def __call__(self, x):
        if not self.built:
            self.build(x.shape)
        if not hasattr(self, "shown"):
            self.show(x)
        return x * self.size


align = Align()


@functools.lru_cache
def announced(name):
    print("uses", name)
    return name


@tf.function
def step(x):
    announced("align")
    print("step of", align.size)  # expect: side-effect-print
    return align(x)


step(tf.ones([2]))
