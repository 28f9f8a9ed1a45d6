import math

import numpy as np
import tensorflow as tf

TABLE = np.arange(10.0)


def softmax(x):  # numpy_calls: yes
    return np.exp(x) / np.sum(np.exp(x))


def derived(x):  # numpy_calls: yes
    h = x * 2.0
    return np.abs(h)


def in_list(x):  # numpy_calls: yes
    return np.concatenate([x, x])


def by_keyword(x):  # numpy_calls: yes
    return np.mean(a=x)


def root(x):  # numpy_calls: yes
    return math.sqrt(x[0])


def made_here():  # numpy_calls: yes
    return np.mean(tf.ones([2]))


def outer(x):  # numpy_calls: yes
    return helper(x)


def outer_of_table(x):  # numpy_calls: no
    return x * helper(TABLE)


def helper(y):  # numpy_calls: yes
    return np.sum(y)


def scaled(x):  # numpy_calls: no
    scale = 1.0 / np.sqrt(x.shape[-1])
    return x * scale + np.ones([2])


def buffer(x):  # numpy_calls: no
    rows, columns = x.shape
    return x + np.zeros((rows, columns))


def shaped(x):  # numpy_calls: no
    return np.zeros(np.shape(x)) + x


def counted(x):  # numpy_calls: no
    return x * np.sqrt(len(x))


def dynamic(x):  # numpy_calls: yes
    return tf.reshape(x, [np.prod(x.shape[:1]), -1])


t = tf.constant([1.0, 2.0])
for f in (softmax, derived, in_list, by_keyword, root, outer, outer_of_table, scaled, shaped, counted):
    f(t)
made_here()
buffer(tf.ones([2, 2]))
dynamic(tf.keras.Input(shape=(5,)))


def of_sparse(a):  # numpy_calls: yes
    return np.square(tf.sign(tf.cast(a, tf.float32)).values)


of_sparse(tf.sparse.from_dense([[1, 0], [0, 1]]))
