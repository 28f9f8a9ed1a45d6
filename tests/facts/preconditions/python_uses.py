"""Tensors taken for Python values, and Python numbers that a graph makes tensors of."""
import numpy as np
import tensorflow as tf


def asks_a_number(x):  # unconvertible_control_flow: yes
    if tf.reduce_sum(x):
        x = x * 2.0
    return x


def asks_a_truth_value(x):  # unconvertible_control_flow: no
    if tf.reduce_all(x > 0.0):
        x = x * 2.0
    return x


def negates_a_number(x):  # unconvertible_control_flow: yes
    return x if not tf.reduce_sum(x) else -x


def has_a_default(x):  # unconvertible_control_flow: yes
    return x * (tf.reduce_sum(x) or 1.0)


def looks_it_up(x):  # unconvertible_control_flow: yes
    return x * (2.0 if tf.argmax(x) in (1, 2) else 1.0)


def compares_pairs(x):  # unconvertible_control_flow: yes
    return x if (tf.argmax(x), 1) == (2, 1) else -x


def takes_the_largest(x):  # unconvertible_control_flow: yes
    return max(tf.reduce_sum(x), tf.reduce_mean(x))


def takes_the_largest_part(x):  # unconvertible_control_flow: no
    return tf.reduce_max(x)


def tests_each(x):  # unconvertible_control_flow: yes
    return x if any(part > 0.0 for part in tf.unstack(x)) else -x


def sorts(x):  # unconvertible_control_flow: yes
    return sorted(tf.unstack(x))[0]


def chooses_a_function(x):  # unconvertible_control_flow: yes
    f = tf.sin if tf.reduce_sum(x) > 0.0 else tf.cos
    return f(x)


def chooses_a_number(x):  # unconvertible_control_flow: no
    return x * (2.0 if tf.reduce_sum(x) > 0.0 else 1.0)


def chooses_an_integer(x):  # unconvertible_control_flow: unknown
    return x * (2 if tf.reduce_sum(x) > 0.0 else 1)


def chooses_a_key(x):  # unconvertible_control_flow: unknown
    key = "a" if tf.reduce_sum(x) > 0.0 else "b"
    return x * {"a": 1.0, "b": 2.0}[key]


def compares_a_text(x):  # unconvertible_control_flow: no
    key = "a" if tf.reduce_sum(x) > 0.0 else "b"
    return x if key == "a" else -x


def indexes_a_list(x):  # unconvertible_control_flow: unknown
    return x * [1.0, 2.0, 3.0][int(tf.argmax(x))]


def indexes_a_tensor(x):  # unconvertible_control_flow: no
    return x[int(tf.argmax(x))]


def multiplies_by_an_integer(x):  # unconvertible_control_flow: unknown
    n = int(tf.argmax(x))
    return x * n


def multiplies_by_a_float(x):  # unconvertible_control_flow: no
    n = float(tf.argmax(x))
    return x * (n + 1)


def reshapes(x):  # unconvertible_control_flow: no
    n = int(tf.size(x))
    return tf.reshape(x, [n, 1])


def gives_it_to_numpy(x):  # unconvertible_control_flow: unknown
    return x * np.exp(-float(tf.reduce_sum(x)))


def formats(x):  # unconvertible_control_flow: unknown
    return x * float("%.2f" % float(tf.reduce_sum(x)))


def makes_a_constant(x):  # unconvertible_control_flow: unknown
    return x + tf.constant([float(tf.reduce_sum(x)), 1.0])


def counts_in_a_loop(x):  # unconvertible_control_flow: unknown
    n = 0
    while tf.reduce_sum(x) > 1.0:
        x = x * 0.5
        n += 1
    return x * n


def sums_in_a_loop(x):  # unconvertible_control_flow: no
    total = 0.0
    while tf.reduce_sum(x) > 1.0:
        x = x * 0.5
        total += 1.0
    return x * total


def forgets_the_number(x):  # unconvertible_control_flow: no
    n = 1
    if tf.reduce_sum(x) > 1.0:
        n = 2
    n = 3
    return x * n


def unpacks_within(x):  # tensor_iteration: yes
    (a, b), c = x, 1
    return a + b + c


def unpacks_a_shape(x):  # tensor_iteration: no
    (a, b), c = [x, x], 1
    return a + b + c


def spreads(x):  # tensor_iteration: yes
    return tf.add_n([*x])


x = tf.constant([1.0, 2.0])
for f in (asks_a_number, asks_a_truth_value, negates_a_number, has_a_default, looks_it_up, compares_pairs):
    f(x)
for f in (takes_the_largest, takes_the_largest_part, tests_each, sorts, chooses_a_function, chooses_a_number):
    f(x)
for f in (chooses_an_integer, chooses_a_key, compares_a_text, indexes_a_list, indexes_a_tensor, reshapes):
    f(x)
for f in (multiplies_by_an_integer, multiplies_by_a_float, gives_it_to_numpy, formats, makes_a_constant):
    f(x)
for f in (counts_in_a_loop, sums_in_a_loop, forgets_the_number, unpacks_within, unpacks_a_shape, spreads):
    f(x)
