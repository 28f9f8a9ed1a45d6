import collections
import dataclasses
import typing

import tensorflow as tf
import tensorflow_probability as tfp

Pair = collections.namedtuple("Pair", "a b")


class Row(typing.NamedTuple):
    a: object
    b: object


class Named(collections.namedtuple("Named", "a b")):
    pass


class Box:
    def __init__(self, x):
        self.x = x


@dataclasses.dataclass
class Record:
    x: object


class ArrayLike:  # NumPy makes an array of it
    def __array__(self, dtype=None):
        return [1.0]


def an_object(x):  # unsupported_return: yes
    return Box(x)


def a_function(x):  # unsupported_return: yes
    return lambda: x


def in_a_tuple(x):  # unsupported_return: yes
    return x, Box(x)


def a_layer(x):  # unsupported_return: yes
    return tf.keras.layers.ReLU()


def a_dataclass(x):  # unsupported_return: yes
    return Record(x)


def in_a_dict(x):  # unsupported_return: yes
    return {"a": x, "b": Box(x)}


def a_set(x):  # unsupported_return: yes
    return {1.0, 2.0}


def an_iterator(x):  # unsupported_return: yes
    return zip([x], [x])


def a_range(x):  # unsupported_return: no
    return range(3), {"a": x}.values()


def an_array_like(x):  # unsupported_return: no
    return ArrayLike()


@tf.custom_gradient
def with_gradient(x):  # unsupported_return: no
    def grad(dy):
        return dy

    return x, grad


def perhaps(x, flag):  # unsupported_return: unknown
    if flag:
        return x
    return Box(x) if x is None else (x if flag else Box(x))


def structure(x):  # unsupported_return: no
    return {"a": [x, (x, None)], "n": 3}, Pair(x, "text")


def a_row(x):  # unsupported_return: no
    return Row(x, x * 2.0)


def a_named_tuple(x):  # unsupported_return: no
    return Named(x, x * 2.0)


class Parameter(tfp.util.TransformedVariable):  # TensorFlow is told how it becomes a tensor
    pass


def a_parameter(x):  # unsupported_return: no
    return Parameter(x, tfp.bijectors.Exp())


def nothing(x):  # unsupported_return: no
    return None


for f in (a_dataclass, in_a_dict, a_set, an_iterator, a_range, an_array_like, with_gradient):
    f(tf.ones([2]))
for f in (an_object, a_function, in_a_tuple, a_layer, structure, a_row, a_named_tuple, a_parameter, nothing):
    f(tf.ones([2]))
perhaps(tf.ones([2]), bool(tf.random.uniform([]) > 0.5))


def a_metric(x):  # unsupported_return: yes
    return {"mean": tf.keras.metrics.Mean()}


def a_loss(x):  # unsupported_return: yes
    return tf.keras.losses.MeanSquaredError()


def a_schedule(x):  # unsupported_return: yes
    return tf.keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
