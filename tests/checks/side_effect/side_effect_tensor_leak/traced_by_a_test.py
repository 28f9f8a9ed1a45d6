# file: library.py
import tensorflow as tf


class Memory:
    def keep(self, x):
        self.values = x * 2.0

    def read(self):
        return self.values + 1.0
# file: shared.py
class Both:
    def keep(self, x):
        self.values = x * 2.0  # expect: side-effect-tensor-leak error

    def read(self):
        return self.values + 1.0


both = Both()


def keep(x):
    both.keep(x)


def read():
    return both.read()
# file: program.py
import tensorflow as tf

import shared


@tf.function
def fill(x):
    shared.keep(x)


@tf.function
def ask():
    return shared.read()


fill(tf.ones([2]))
ask()
# file: test_library.py
import tensorflow as tf

import library
from shared import both

memory = library.Memory()


@tf.function
def fill(x):
    memory.keep(x)


@tf.function
def ask():
    return memory.read()


@tf.function
def fill_both(x):
    both.keep(x)


def test_memory():
    fill_both(tf.ones([2]))
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
