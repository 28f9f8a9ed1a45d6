# Cycles of several functions, over files, by alias and by tf.function in call form.
import tensorflow as tf

from helpers import refine


@tf.function
def even(n):
    if n == 0:
        return tf.constant(True)
    return odd(n - 1)  # expect: graph-recursive-function


def odd(n):
    if n == 0:
        return tf.constant(False)
    return even(n - 1)


def count(n):
    if tf.shape(n)[0] < 1:
        return 0
    return counted(n[1:])  # expect: graph-recursive-function


counted = tf.function(count)


@tf.function
def nothing_ends_it(x):
    return nothing_ends_it(x + 1.0)  # expect: graph-recursive-function


@tf.function
def entry(x):
    return refine(x)


def ternary(x):
    return x if x < 0.1 else ternary(x / 2.0)  # expect: graph-recursive-function


@tf.function
def calls_ternary(x):
    return ternary(x)


@tf.function
def by_cond(n):
    return tf.cond(n < 1, lambda: n, lambda: by_cond(n - 1))  # expect: graph-recursive-function


def main():
    by_cond(tf.constant(3))
    even(tf.constant(4))
    counted(tf.constant([1, 2]))
    nothing_ends_it(tf.constant(1.0))
    entry(tf.constant(8.0))
    calls_ternary(tf.constant(1.0))


main()

# file: helpers.py
import tensorflow as tf


def refine(x):
    if tf.abs(x) < 1.0:
        return x
    return improve(x)  # expect: graph-recursive-function


def improve(x):
    return refine(x / 2.0)
