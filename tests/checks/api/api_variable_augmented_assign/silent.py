import os

import pytest
import tensorflow as tf

v = tf.Variable(1.0)
values = tf.Variable([1.0, 2.0])


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.v = tf.Variable(1.0)
        self.count = 0
        self.mixed = tf.Variable(1.0)

    @tf.function
    def update(self, x):
        self.v.assign_add(x)
        total = self.v.read_value()
        total += x
        copy = tf.identity(self.v)
        copy *= 2.0
        return total + copy

    def forget(self):
        self.mixed = tf.zeros([])

    def more(self):
        self.mixed = self.mixed + 1.0
        self.count += 1

    @tf.function
    def plus(self, n):
        t = self.v
        for _ in tf.range(n):
            t += 1.0
        t += 2.0
        return t

    @tf.function
    def until(self, n):
        t = self.v
        i = tf.constant(0)
        while i < n:
            t += 1.0
            i += 1
        return t


def local():
    t = v
    t = t + 1.0
    t += 2.0
    return t


def floor(w):
    w //= 2.0
    return w


def alias():
    t = v
    t //= 2.0
    return t


def assigned():
    values[0].assign(3.0)
    table = {}
    table[0] = v
    table[0] = v + 1.0
    return table


def either(flag):
    t = v if flag else tf.constant(1.0)
    t += 1.0
    return t


model = Model()
model.update(tf.constant(1.0))
model.forget()
model.more()
model.plus(tf.constant(3))
model.until(tf.constant(3))
local()
floor(tf.Variable(3.0))
alias()
assigned()
either(len(os.environ) > 9)
total = 0.0
total += v
with pytest.raises(RuntimeError):
    v += 1.0
