# Sets, deques, views, instances over files; methods of unhashable classes.
import collections
import dataclasses
import types
from typing import NamedTuple

import tensorflow as tf

from settings import Settings


@tf.function
def step(x, options=None):
    return x


class Vector:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x

    @tf.function  # expect: api-unhashable-function-argument
    def scaled(self, factor):
        return self.x * factor


class Pair(NamedTuple):
    a: tf.Tensor
    b: tf.Tensor

    @tf.function  # expect: api-unhashable-function-argument
    def total(self):
        return self.a + self.b


@dataclasses.dataclass
class Module(tf.Module):
    w: tf.Variable

    @tf.function  # expect: api-unhashable-function-argument
    def __call__(self, x):
        return self.w * x


class Bag(list):
    @tf.function  # expect: api-unhashable-function-argument
    def total(self, x):
        return x


def main(x):
    step(x, {1, 2})  # expect: api-unhashable-function-argument
    step(x, options={n for n in range(3)})  # expect: api-unhashable-function-argument
    queue = collections.deque([1])
    step(x, queue)  # expect: api-unhashable-function-argument
    step(x, bytearray(2))  # expect: api-unhashable-function-argument
    step(x, {"a": 1}.keys())  # expect: api-unhashable-function-argument
    step(x, types.SimpleNamespace(a=1))  # expect: api-unhashable-function-argument
    settings = Settings(0.1)
    step(x, settings)  # expect: api-unhashable-function-argument
    step(x, [settings, 1])  # expect: api-unhashable-function-argument
    step(x, Vector(1.0))  # expect: api-unhashable-function-argument


main(tf.constant(1.0))

# file: settings.py
import dataclasses


@dataclasses.dataclass(order=True)
class Settings:
    rate: float
