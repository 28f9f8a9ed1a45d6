"""Random operations with a seed of their own: where a graph would draw other numbers. Each def says whether it should be one."""
import tensorflow as tf

w = tf.Variable([0.5, -0.5, 0.25])


def long(x):
    for _ in range(5):
        x = tf.nn.softmax(tf.tanh(x) * 2.0 + 1.0)
    return x


def draws_once(x):  # advice: convert
    return long(x + tf.random.normal([3], seed=1))


def draws_in_two_places(x):  # advice: none  # reservations: draws_others@18
    x = x + tf.random.normal([3], seed=2)
    return long(x * tf.random.normal([3], seed=2))


def draws_with_two_seeds(x):  # advice: convert
    x = x + tf.random.normal([3], seed=3)
    return long(x * tf.random.normal([3], seed=4))


def draws_in_a_loop(x):  # advice: none  # reservations: draws_others@29
    for _ in range(3):
        x = x + tf.random.normal([3], seed=5)
    return long(x)


def drop(x):
    return tf.nn.dropout(x, 0.5, seed=6)


def drops_twice(x):  # advice: none  # reservations: draws_others@34
    return long(drop(drop(x) * w))


def drop_some(x):
    return tf.nn.dropout(x, 0.5, seed=7)


def drops_once(x):  # advice: convert
    return long(drop_some(x))


def draws_from_the_global_state(x):  # advice: convert
    return long(x + tf.random.normal([3]) + tf.random.normal([3], seed=None))


def is_traced_twice(x):  # advice: none  # reservations: draws_others@54
    return long(x + tf.random.normal([1], seed=8))


def has_two_states(x):  # advice: none  # reservations: draws_others@58
    return long(x + tf.random.uniform([3], seed=9))


def shares_its_state(x):  # advice: none  # reservations: draws_others@62
    return long(x * tf.random.uniform([3], seed=9))


for _ in range(10):
    draws_once(w)
    draws_in_two_places(w)
    draws_with_two_seeds(w)
    draws_in_a_loop(w)
    drops_twice(w)
    drops_once(w)
    draws_from_the_global_state(w)
    is_traced_twice(tf.ones([3]))
    is_traced_twice(tf.ones([5]))
    has_two_states(w)
    shares_its_state(w)
