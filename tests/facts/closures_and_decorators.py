"""What is handed to unknown code is run with each closure; a decorator makes of each function its own."""
import attr
import library
import tensorflow as tf


def augment(image):  # effects: print
    print(image)
    return image


def build(training):
    def row(image):  # effects: print
        if training:
            return augment(image)
        return image

    return library.load().map(row)


build(False)
build(True)


def function(*args, **kwargs):
    return tf.function(*args, **kwargs)


@function
def f0(x):  # hybrid: yes
    return x + 0


@function
def f1(x):
    return x + 1


@function
def f2(x):
    return x + 2


@function
def f3(x):
    return x + 3


@function
def f4(x):
    return x + 4


@function
def f5(x):
    return x + 5


@function
def f6(x):  # hybrid: yes
    return x + 6


@function
def f7(x):  # hybrid: yes
    return x + 7


f6(tf.ones([2]))


class Noisy:
    @classmethod
    def make(cls, x):
        print(x)
        return cls()


@attr.s(auto_attribs=True)
class Point:
    x: tf.Tensor

    @classmethod
    def make(cls, x):  # effects: none
        return cls(x=x)


def makes(x):  # effects: none  # failures: none
    return Point.make(tf.exp(x)).x


class Layer(tf.keras.layers.Layer):
    @staticmethod
    def cast(a):  # failures: none
        return tf.cast(a, tf.float32)


makes(tf.ones([2]))
