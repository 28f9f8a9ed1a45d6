import collections

import tensorflow as tf


def applies(fn, x: tf.Tensor):  # effects: callback  # failures: none  # doubts: callback_side_effects  # advice: none
    return fn(x) + tf.abs(x)


@tf.function
def graph(fn, x: tf.Tensor):  # effects: callback  # failures: HAS_NO_PRIMITIVE_PARAMETERS, UNDETERMINABLE_SIDE_EFFECTS
    return fn(x) + tf.abs(x)


class Layer:
    def __init__(self, activation):
        self.activation = activation

    def run(self, x):  # effects: callback
        return self.activation(x)

    def keeps(self, x: tf.Tensor):  # effects: attribute_write, callback
        self.last = self.activation(x)


def part_of_it(model, x):  # effects: callback
    return model.encoders[0](x)


def known(x):  # effects: print
    return called_with_a_known_one(print, x)


def called_with_a_known_one(fn, x):  # effects: print
    return fn(x)


class Switch:
    def __init__(self, level):
        self.level = level

    @property
    def level(self):  # effects: none
        return self._level

    @level.setter
    def level(self, value):
        self._level = value

    def reads(self, x):  # effects: none
        return self.level * x

    def runs(self, x):  # effects: print
        return self.level(x)


class Pair(collections.namedtuple("Pair", ["first", "second"])):
    def run(self, x):  # effects: print
        return self.first(x)


class Options:
    def __init__(self, **options):
        for key in options:
            setattr(self, key.lower(), options[key])

    def run(self, x):  # effects: print
        return self.notify(x)


Switch(print).runs(tf.ones([2]))
Pair(print, 1).run(tf.ones([2]))
Options(notify=print).run(tf.ones([2]))


class Loss:
    def of(self, x):
        raise NotImplementedError

    @property
    def measure(self):
        """The function that compares."""

    def run(self, x):  # effects: callback
        return self.measure(x)

    def twice(self, x):  # effects: callback
        return self.of(x).scaled()
