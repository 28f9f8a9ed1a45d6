"""Which variables are needed behind staged control flow, and by its next round."""
import tensorflow as tf


@tf.function
def overwritten(x):
    if tf.reduce_sum(x) > 0:
        y = x * 2.0
    y = x
    return y


@tf.function
def not_read(x):
    if tf.reduce_sum(x) > 0:
        y = x * 2.0
    return x


@tf.function
def in_a_later_round(x):
    best = None
    for i in tf.range(3):
        if i > 0:
            now = best
        else:
            now = x
        best = now * 2.0
    return x


@tf.function
def leaves(x):
    for i in tf.range(10):
        if tf.reduce_sum(x) > 5.0:
            found = i
            break
        x = x + 1.0
        continue
    return found


@tf.function
def in_try(x):
    try:
        if tf.reduce_sum(x) > 0:
            y = x
    except ValueError:
        y = x * 2.0
    finally:
        z = 1
    return y


@tf.function
def in_nested_function(x):
    if tf.reduce_sum(x) > 0:
        y = x

    def read():
        return y

    return read()


@tf.function
def attributes(obj, x):
    if tf.reduce_sum(x) > 0:
        obj.v = x
        obj = None
    return x


class Holder:
    pass


for f in (overwritten, not_read, in_a_later_round, leaves, in_try, in_nested_function):
    f(tf.ones([2]))
attributes(Holder(), tf.ones([2]))
