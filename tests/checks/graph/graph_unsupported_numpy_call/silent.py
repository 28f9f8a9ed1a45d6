import numpy as np
import tensorflow as tf

TABLE = np.arange(3.0)
EYE = np.eye(3)
CONSTANT = tf.constant([1.0, 2.0, 3.0])


@tf.function
def f(x):
    scale = 1.0 / np.sqrt(x.shape[-1])
    table = np.arange(10.0)
    return table[:3] * x + scale


@tf.function
def operands(x):
    return TABLE * x, np.float32(2) * x, TABLE > x, EYE @ x[:, None]


@tf.function
def static(x):
    return np.shape(x), np.ndim(x), np.dtype(np.float32), np.prod(x.shape), np.issubdtype(x.dtype.as_numpy_dtype, np.floating)


@tf.function
def over_constants(x):
    return x * np.mean(CONSTANT) + np.log(2.0)


def host(a):
    return np.cumsum(a)


@tf.function
def hosted(x):
    return tf.numpy_function(host, [x], tf.float32)


def either(x):
    if isinstance(x, np.ndarray):
        return np.mean(x)
    return tf.reduce_mean(x)


@tf.function
def chosen(x):
    return either(x)


def table_of(n):
    return np.ones(n)


@tf.function
def python_numbers(x, n=3):
    return x * table_of(n)


def eager(x):
    return np.mean(x)


f(CONSTANT)
operands(CONSTANT)
static(CONSTANT)
over_constants(CONSTANT)
hosted(CONSTANT)
chosen(CONSTANT)
either(TABLE)
python_numbers(CONSTANT)
eager(CONSTANT)
