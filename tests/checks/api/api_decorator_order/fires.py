import contextlib
import functools

import tensorflow as tf


class A:
    @tf.function  # expect: api-decorator-order error
    @staticmethod
    def static(x):
        return x

    @tf.function(reduce_retracing=True)  # expect: api-decorator-order error
    @classmethod
    def of_class(cls, x):
        return x

    @tf.function  # expect: api-decorator-order error
    @property
    def value(self):
        return tf.constant(1.0)

    @tf.function  # expect: api-decorator-order error
    def __bool__(self):
        return True


@functools.lru_cache(maxsize=4)
@tf.function  # expect: api-decorator-order error
def cached(x):
    return x


cached(tf.ones([2]))


@contextlib.contextmanager
@tf.function  # expect: api-decorator-order error
def scope(x):
    yield x


@tf.function  # expect: api-decorator-order warning
@tf.autograph.experimental.do_not_convert
def unconverted(x):
    if tf.reduce_sum(x) > 0:
        return x
    return -x


unconverted(tf.ones([2]))


@tf.function  # expect: api-decorator-order error
class Configuration:
    pass
