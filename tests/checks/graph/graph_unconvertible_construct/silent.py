import contextlib
import functools
import typing

import tensorflow as tf


class Net:
    def __init__(self):
        self.__rate = 2.0
        for _ in range(2):
            pass
        else:
            self.n = 3

    @property
    def rate(self):
        return self.__rate

    def __add__(self, other):
        return self.__rate + other

    @tf.function
    def run(self, x):
        return x * self.rate + (self + 1.0) + self.__class__.__len__(self)

    def __len__(self):
        return 3


def eager(x):
    for _ in range(2):
        x += 1.0
    else:
        x *= 2.0
    return x


@tf.autograph.experimental.do_not_convert
def kept(x):
    for _ in range(2):
        x += 1.0
    else:
        x *= 2.0
    return x


@functools.lru_cache
def memo(n):
    for i in range(n):
        pass
    else:
        n += 1
    return n


@contextlib.contextmanager
def scope(name):
    with tf.name_scope(name):
        yield


def below(x):
    while True:
        break
    else:
        x = -x
    return x


@tf.function(autograph=False)
def switched_off(x):
    return below(x)


@tf.function
def step(x):
    with scope("a"):
        y = kept(x) + memo(3)
    return y + sum(i for i in range(3)) + tf.py_function(eager, [x], tf.float32)


@tf.function
def written_out(x):
    match 3:
        case 3:
            return x
        case _:
            return -x


@tf.function
def iterates(x):  # the place is reported
    total = 0.0
    for row in x:  # expect: graph-unsupported-iteration
        total += row
    else:
        total *= 2.0
    return total


x = tf.ones([2])
net = Net()
net.run(x)
eager(x)
step(x)
switched_off(x)
written_out(x)
iterates(x)


class Weights(typing.NamedTuple):
    kernel: tf.Tensor

    @classmethod
    def of(cls, x):  # AutoGraph passes by methods of named tuples, whatever they hold
        match x.shape.rank:
            case 1:
                return cls(x)
            case _:
                return cls(x[0])


@tf.function
def uses_weights(x):
    return Weights.of(x).kernel


uses_weights(x)
