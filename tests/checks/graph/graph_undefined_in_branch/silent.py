import numpy as np
import tensorflow as tf

step = tf.Variable(0)


@tf.function
def before(x):
    y = tf.zeros_like(x)
    if tf.reduce_sum(x) > 0:
        y = x * 2
    return y


@tf.function
def not_live(x):
    if tf.reduce_sum(x) > 0:
        y = x * 2
        x = y
    return x


@tf.function
def python_condition(x, training):
    if training:
        z = x
    return z


@tf.function
def shapes(x):
    y = tf.zeros([3])
    if tf.reduce_sum(x) > 0:
        y = tf.zeros([4])
    return y


@tf.function
def kinds(x):
    flag = False
    text = "a"
    n = 0
    d = {"a": x}
    if tf.reduce_sum(x) > 0:
        flag = True
        text = "b"
        n = 1
        d["a"] = x * 2.0
        step.assign_add(1)
    return flag, text, n, d["a"]


@tf.function
def elif_chain(x):
    if tf.reduce_sum(x) > 0:
        y = x
    elif tf.reduce_sum(x) < -1.0:
        y = -x
    else:
        y = x * 0.0
    return y


@tf.function
def leaves(x):
    if tf.reduce_sum(x) > 0:
        y = x * 2.0
        return y
    y = x * 3.0
    return y


@tf.function
def overwritten(x):
    if tf.reduce_sum(x) > 0:
        y = x
    for y in tf.range(3):
        x = x + tf.cast(y, tf.float32)
    return x


@tf.function
def same_expression(x):
    return x if tf.reduce_sum(x) > 0 else x * 2.0


def eager(x):
    if tf.reduce_sum(x) > 0:
        y = x
    return y


@tf.function
def guards(x):
    y = None
    if x is not None:
        y = x
    return y


before(tf.ones([2]))
not_live(tf.ones([2]))
python_condition(tf.ones([2]), True)
shapes(tf.ones([2]))
kinds(tf.ones([2]))
elif_chain(tf.ones([2]))
leaves(tf.ones([2]))
overwritten(tf.ones([2]))
same_expression(tf.ones([2]))
eager(tf.ones([2]))
guards(tf.ones([2]))
