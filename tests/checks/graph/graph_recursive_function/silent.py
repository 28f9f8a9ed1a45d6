# What Python ends: numbers, flags, lists, trees, static shapes; other receivers; eager recursion.
import pytest
import tensorflow as tf


@tf.function
def power(x, k):
    if k == 0:
        return tf.ones_like(x)
    return x * power(x, k - 1)


def tree(x, n):
    return x if n == 0 else tree(x, n - 1) + tree(x, n - 1)


@tf.function
def halves(x):
    if x.shape[0] < 2:
        return x
    return halves(x[: x.shape[0] // 2])


def total(items):
    out = 0.0
    for item in items:
        out += total(item) if isinstance(item, list) else tf.reduce_sum(item)
    return out


@tf.function
def sums(items):
    return total(items)


@tf.function
def planted(x):
    return tree(x, 3)


class Layer:
    def __init__(self, child=None):
        self.child = child

    @tf.function
    def forward(self, x):
        if self.child is not None:
            x = self.child.forward(x)
        return x + 1.0


class Base:
    @tf.function
    def step(self, x):
        return x * 2.0


class Derived(Base):
    @tf.function
    def step(self, x):
        return super().step(x) + 1.0


def eager(n):
    if n <= 1:
        return n
    return n * eager(n - 1)


@tf.function
def again(x, more=True):
    if more:
        return again(x, more=False)
    return x


@tf.function
def tried(x):
    try:
        return tried(x - 1.0)
    except RecursionError:
        return x


@tf.function
def expected(n):
    if n < 1:
        return n
    return expected(n - 1)


def test_recursion():
    with pytest.raises(RecursionError):
        expected(tf.constant(3))


def main():
    power(tf.constant(2.0), 3)
    planted(tf.constant(1.0))
    halves(tf.ones([8]))
    sums([tf.constant(1.0), [tf.constant(2.0)]])
    net = Layer(Layer(Layer()))
    net.forward(tf.constant(0.0))
    Derived().step(tf.constant(1.0))
    eager(tf.constant(4))
    again(tf.constant(1.0))


main()
