# file: library.py
import tensorflow as tf


class Memory:
    def keep(self, x):
        self.values = x * 2.0

    def read(self):
        return self.values + 1.0
# file: test_library.py
import tensorflow as tf

import library

memory = library.Memory()


@tf.function
def fill(x):
    memory.keep(x)


@tf.function
def ask():
    return memory.read()


def test_memory():
    fill(tf.ones([2]))
    ask()
# file: train.py
import tensorflow as tf


class Cache:
    def keep(self, x):
        self.values = x * 2.0  # expect: side-effect-tensor-leak error

    def read(self):
        return self.values + 1.0


cache = Cache()


@tf.function
def fill(x):
    cache.keep(x)


@tf.function
def ask():
    return cache.read()


fill(tf.ones([2]))
ask()
