# Guards of all kinds; made outside; made eagerly; no variables.
import functools

import pytest
import tensorflow as tf

_counter = None


class Lazy(tf.Module):
    def __init__(self):
        super().__init__()
        self.v = None
        self.items = []
        self.cache = {}
        self.is_built = False

    @tf.function
    def by_none(self, x):
        if self.v is None:
            self.v = tf.Variable(1.0)
        return self.v * x

    @tf.function
    def by_hasattr(self, x):
        if not hasattr(self, "w"):
            self.w = tf.Variable(1.0)
        return self.w * x

    @tf.function
    def by_flag(self, x):
        if not self.is_built:
            self._create()
            self.is_built = True
        return self.u * x

    def _create(self):
        self.u = tf.Variable(1.0)

    @tf.function
    def by_key(self, x, key):
        if key not in self.cache:
            self.cache[key] = tf.Variable(1.0)
        return self.cache[key] * x

    @tf.function
    def by_length(self, x):
        if not self.items:
            self.items.append(tf.Variable(1.0))
        return self.items[0] * x

    @tf.function
    def by_return(self, x):
        return self._get() * x

    def _get(self):
        if self.v is not None:
            return self.v
        self.v = tf.Variable(1.0)
        return self.v

    @tf.function
    def by_exception(self, x):
        try:
            v = self.late
        except AttributeError:
            v = self.late = tf.Variable(1.0)
        return v * x


@tf.function
def by_global(x):
    global _counter
    if _counter is None:
        _counter = tf.Variable(0)
    return _counter.assign_add(1)


@functools.lru_cache
def memoized():
    return tf.Variable(1.0)


@tf.function
def uses_memoized(x):
    return memoized() * x


@tf.function
def tables(x):
    table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer([1], [2]), -1)
    array = tf.TensorArray(tf.float32, 1)
    array = array.write(0, 1.0)
    generator = tf.random.get_global_generator()
    return table.lookup(x), array.stack(), generator.normal([])


@tf.function
def local_variable(x):
    v = tf.Variable(1.0, experimental_enable_variable_lifting=False)
    return v * x


class Dense(tf.keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(), initializer="ones")
        self.b = tf.Variable(0.0)

    def call(self, x):
        return self.w * x + self.b


def eager(x):
    return tf.Variable(1.0) * x


@tf.function
def fails(x):
    return tf.Variable(1.0) * x


def test_fails():
    with pytest.raises(ValueError):
        fails(tf.constant(1.0))


@tf.function
def doubled(layer, x):
    return layer(x) * 2.0


def main():
    x = tf.constant(1.0)
    lazy = Lazy()
    lazy.by_none(x)
    lazy.by_hasattr(x)
    lazy.by_flag(x)
    lazy.by_key(x, "a")
    lazy.by_length(x)
    lazy.by_return(x)
    lazy.by_exception(x)
    by_global(x)
    uses_memoized(x)
    tables(tf.constant(1))
    local_variable(x)
    eager(x)
    doubled(Dense(), x)


main()
