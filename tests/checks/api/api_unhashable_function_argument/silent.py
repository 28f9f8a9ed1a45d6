# What has a hash, a protocol, a signature; what is captured; what may be something else.
import collections
import dataclasses
import enum

import pytest
import tensorflow as tf


@tf.function
def step(x, options=None):
    return x


@tf.function(input_signature=[tf.TensorSpec([])])
def signed(x):
    return x


@dataclasses.dataclass(frozen=True)
class Frozen:
    rate: float = 0.1


@dataclasses.dataclass(eq=False)
class Identity:
    w: tf.Variable

    @tf.function
    def __call__(self, x):
        return self.w * x


@dataclasses.dataclass(unsafe_hash=True)
class Unsafe:
    rate: float = 0.1


@dataclasses.dataclass
class WithHash:
    rate: float = 0.1

    def __hash__(self):
        return id(self)


@dataclasses.dataclass
class Plain:
    rate: float = 0.1

    def helper(self, x):
        return x * self.rate

    def __post_init__(self):
        self.step = tf.function(self.helper)


@dataclasses.dataclass
class Flattened:
    rate: float = 0.1

    def __tf_flatten__(self):
        return (self.rate,), ()

    @classmethod
    def __tf_unflatten__(cls, metadata, components):
        return cls(components[0])


class Both:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    @tf.function
    def run(self, x):
        return x


class Slotted:
    __slots__ = ("a", "__weakref__")

    @tf.function
    def run(self, x):
        return x


class SlottedArgument:
    __slots__ = ("a",)


class Color(enum.Enum):
    RED = 1


class Table(dict):
    pass


class Extension(tf.experimental.ExtensionType):
    a: tf.Tensor

    @tf.function
    def run(self):
        return self.a


config = Plain()


@tf.function
def captured(x):
    return config.helper(x)


def maybe(x, flag):
    step(x, {1} if flag else frozenset({1}))


def test_sets():
    with pytest.raises(TypeError):
        step(tf.constant(1.0), {1})


def main(x):
    step(x, frozenset({1}))
    step(x, [1, 2])
    step(x, {"a": 1})
    step(x, b"bytes")
    step(x, range(3))
    step(x, Color.RED)
    step(x, step)
    step(x, Frozen())
    step(x, Unsafe())
    step(x, WithHash())
    step(x, Identity(tf.Variable(1.0)))
    step(x, Flattened())
    step(x, Both())
    step(x, SlottedArgument())
    step(x, Table(a=1))
    step(x, collections.Counter("ab"))
    step(x, collections.OrderedDict(a=1))
    step(x, iter([1]))
    captured(x)
    config.step(x)
    signed(1.0)
    maybe(x, True)
    maybe(x, False)


main(tf.constant(1.0))
