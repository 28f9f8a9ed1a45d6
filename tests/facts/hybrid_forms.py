import functools

import tensorflow as tf
import tensorflow.compat.v2 as tf2
from tensorflow import function as graph

tfk = tf.keras
jit = functools.partial(tf.function, jit_compile=True)


def own(fn):
    return tf.function(fn)


def factory(**options):
    def wrap(fn):
        return tf.function(fn, **options)

    return wrap


@tf.function
def bare(x):  # hybrid: yes
    return x


@tf.function(reduce_retracing=True)
def called(x):  # hybrid: yes
    return x


@graph
def aliased(x):  # hybrid: yes
    return x


@tf2.function()
def other_module(x):  # hybrid: yes
    return x


@jit
def partial(x):  # hybrid: yes
    return x


@functools.partial(tf.function, autograph=False)
def inline_partial(x):  # hybrid: yes
    return x


@own
def by_own(x):  # hybrid: yes
    return x


@factory(jit_compile=True)
def by_factory(x):  # hybrid: yes
    return x


def wrapped(x):  # hybrid: yes
    return x


def in_dict(x):  # hybrid: yes
    return x


def returned(x):  # hybrid: yes
    return x


def as_attribute(x):  # hybrid: yes
    return x


def in_list(x):  # hybrid: yes
    return x


def plain(x):  # hybrid: no
    return x


def make():
    return tf.function(returned)


class Holder:
    def __init__(self):
        self.step = tf.function(as_attribute)
        self.method = tf.function(self.body)

    def body(self, x):  # hybrid: yes  # traced: yes
        return x

    @staticmethod
    @tf.function
    def static(x):  # hybrid: yes
        return x

    @tf.function
    def decorated(self, x):  # hybrid: yes
        return x


wrapped = tf.function(wrapped)
table = {"train": tf.function(in_dict), "eval": plain}
steps = [tf.function(in_list)]
made = make()
holder = Holder()


class tf_like:
    @staticmethod
    def function(fn):
        return fn


def not_tensorflow(tf):
    @tf.function
    def shadowed(x):  # hybrid: no
        return x

    return shadowed


not_tensorflow(tf_like)
