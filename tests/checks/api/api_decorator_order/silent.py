import abc
import functools

import tensorflow as tf


def log(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        return fn(*args, **kwargs)

    return wrapper


class A(abc.ABC):
    @staticmethod
    @tf.function
    def static(x):
        return x

    @classmethod
    @tf.function
    def of_class(cls, x):
        return x

    @property
    @tf.function
    def value(self):
        return tf.constant(1.0)

    @abc.abstractmethod
    @tf.function
    def todo(self, x):
        return x

    @tf.function
    def __call__(self, x):
        return x

    @tf.function
    def __len__(self):
        return 3


@tf.function
@tf.custom_gradient
def clipped(x):
    return x, lambda upstream: upstream


@log
@tf.function
def outside(x):
    return x


@tf.function
@log
def inside(x):
    return x


@functools.lru_cache(maxsize=4)
@tf.function
def of_numbers(n):
    return tf.zeros([n])


of_numbers(3)


@functools.lru_cache()
def factory(n):
    @tf.function
    def step(x):
        return x * n

    return step


@tf.function
@tf.autograph.experimental.do_not_convert
def straight(x):
    return x * 2
