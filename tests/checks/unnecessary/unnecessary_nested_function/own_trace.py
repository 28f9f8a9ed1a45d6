# What their own traces do, the caller's would do at other times or otherwise: found, but without a fix.
import numpy as np
import tensorflow as tf

traces = []
scale = 1.0


@tf.function
def appends(x):  # expect: unnecessary-nested-function
    traces.append("appends")
    return tf.sin(x)


def note():
    print("traced")


@tf.function
def prints(x):  # expect: unnecessary-nested-function
    note()
    return tf.cos(x)


@tf.function
def python_noise(x):  # expect: unnecessary-nested-function
    return x + np.random.rand()


@tf.function
def noise(x):  # expect: unnecessary-nested-function
    return x + tf.random.normal([])


@tf.function
def scaled(x):  # expect: unnecessary-nested-function
    return x * scale


@tf.function
def counted(x):  # expect: unnecessary-nested-function
    return x * 2.0, 3


@tf.function
def array(x):  # expect: unnecessary-nested-function
    return x


@tf.function
def plain(x):  # expect: unnecessary-nested-function
    return x * 2.0, x


@tf.function
def outer(x):
    x = appends(prints(python_noise(noise(x))))
    array(np.ones([2]))
    return plain(scaled(counted(x)[0]))


def grow():
    global scale
    scale = scale + 1.0


for _ in range(3):
    outer(tf.ones([2]))
    grow()
