import numpy as np
import tensorflow as tf


def mean_of(x):
    return tf.square(np.mean(x))


def nested_calls(x):
    return np.sqrt(np.square(x)) + tf.reduce_sum(x)


def with_axis(x):
    return np.sum(x, axis=0) * tf.ones([2])


def stays(x, y):
    return np.testing.assert_allclose(x, y)


def mixed(x):
    a = np.abs(x)
    b = x.numpy()
    print(b)
    return tf.reduce_sum(a)


def sizes(x, n):
    return tf.reshape(x, [n, -1])


def loops(x, n):
    total = tf.zeros([])
    for _ in range(n):
        total += tf.reduce_sum(x)
    return total


def comprehends(x, n):
    return tf.add_n([x for _ in range(n)])


def random_noise(x):
    return x + np.random.normal(size=3)


def seeded(x):
    np.random.seed(0)
    return tf.reduce_sum(x)


value = tf.ones([4])
for _ in range(3):
    mean_of(value)
    nested_calls(value)
    with_axis(tf.ones([2, 2]))
    mixed(value)
    sizes(value, 2)
    loops(value, 3)
    comprehends(value, 3)
    seeded(value)
stays(value, value)
random_noise(tf.ones([3]))
