"""What a branch on a tensor leaves behind: numbers, functions, keys of dicts. tests/oracle/preconditions runs the same."""
import tensorflow as tf


def repeats_so_often(x):  # unconvertible_control_flow: no
    n = 3 if tf.reduce_sum(x) > 0.0 else 1
    for _ in range(n):
        x = x * 0.5
    return x


def counts_with_the_rounds(x):  # unconvertible_control_flow: unknown
    n = 3 if tf.reduce_sum(x) > 0.0 else 1
    for i in range(n):
        x = x * 2.0 ** i
    return x


def chooses_a_function(x):  # unconvertible_control_flow: yes
    squash = tf.identity
    if tf.reduce_sum(x) > 0.0:
        squash = tf.tanh
    return squash(x)


def adds_a_key(x):  # unconvertible_control_flow: unknown
    logs = {"x": x}
    if tf.reduce_sum(x) > 0.0:
        logs["half"] = x * 0.5
    return logs


def replaces_a_key(x):  # unconvertible_control_flow: no
    logs = {"x": x}
    if tf.reduce_sum(x) > 0.0:
        logs["x"] = x * 0.5
    return logs


def adds_a_key_either_way(x):  # unconvertible_control_flow: no
    logs = {"x": x}
    if tf.reduce_sum(x) > 0.0:
        logs["half"] = x * 0.5
    else:
        logs["half"] = x * 2.0
    return logs


t = tf.constant([1.0, 2.0])
repeats_so_often(t)
counts_with_the_rounds(t)
chooses_a_function(t)
adds_a_key(t)
replaces_a_key(t)
adds_a_key_either_way(t)
