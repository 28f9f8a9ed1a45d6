# file: main.py
import tensorflow as tf

from checks import fail, validate


@tf.function
def nan(x):
    if tf.reduce_any(tf.math.is_nan(x)):
        raise ValueError("nan")  # expect: graph-raise-under-tensor-condition
    return x


@tf.function
def in_else(x):
    if tf.reduce_all(x > 0.0):
        y = x
    elif tf.shape(x)[0] > 2:
        y = x * 2.0
    else:
        raise RuntimeError("bad")  # expect: graph-raise-under-tensor-condition
    return y


@tf.function
def in_loop(x):
    for row in x:
        if row < 0.0:
            raise ValueError(row)  # expect: graph-raise-under-tensor-condition
    return x


@tf.function
def endless(x):
    while tf.reduce_any(x > 0.0):
        raise ValueError("positive")  # expect: graph-raise-under-tensor-condition
    return x


@tf.function
def after_return(x):
    if tf.reduce_all(x > 0.0):
        return x
    raise ValueError("bad")  # expect: graph-raise-under-tensor-condition


@tf.function
def by_call(x):
    if not tf.reduce_all(x > 0.0):
        fail("bad")  # expect: graph-raise-under-tensor-condition
    return validate(x)


@tf.function
def handled(x):
    try:
        if tf.reduce_any(x < 0.0):
            raise ValueError("bad")  # expect: graph-raise-under-tensor-condition
        y = x
    except ValueError:
        y = x * 0.0
    return y


x = tf.ones([3])
nan(x)
in_else(x)
in_loop(x)
endless(x)
after_return(x)
by_call(x)
handled(x)
# file: checks.py
import tensorflow as tf


def fail(text):
    message = "error: " + text
    raise ValueError(message)


def validate(x):
    if tf.reduce_max(x) > 10.0:
        raise ValueError("large")  # expect: graph-raise-under-tensor-condition
    return x
