import functools

import tensorflow as tf


def make_step(model):
    @tf.function
    def step(x):
        return model(x)

    return step


def build():
    return tf.keras.Sequential([tf.keras.layers.Dense(1)])


for fold in range(10):
    model = build()
    step = make_step(model)
    for _ in range(100):
        step(tf.ones([2, 2]))


class Lazy:
    def __init__(self):
        self._fn = None

    def run(self, x):
        if self._fn is None:
            self._fn = tf.function(lambda v: v * 2)
        return self._fn(x)


class Kept:
    def __init__(self):
        @tf.function
        def run(x):
            return x

        self.run = run


@functools.lru_cache()
def cached(n):
    return tf.function(lambda v: v * n)


@tf.function
def staged(x):
    return x


@tf.function
def outer(x):
    @tf.function
    def inner(v):
        return v * 2

    return inner(x)


def fresh_capture(x):
    scale = tf.constant(2.0) * x

    @tf.function
    def run(v):
        return v * scale

    return run(x)


lazy = Lazy()
for i in range(100):
    lazy.run(tf.ones([2]))
    cached(3)(tf.ones([2]))
    tf.function(staged)(tf.ones([2]))
    outer(tf.ones([2]))
    fresh_capture(tf.ones([2]))

    @tf.function
    def uses_loop_variable(x):
        return x * i

    uses_loop_variable(tf.ones([2]))


@tf.function
def once(x):
    return x


once(tf.ones([2]))
for _ in range(3):
    tf.function(lambda v: v)(tf.ones([2]))


def marked(x):
    @tf.function(experimental_implements="acme.twice")
    def twice(y):
        return y * 2.0

    return twice(x)


for _ in range(20):
    marked(tf.ones([2]))
