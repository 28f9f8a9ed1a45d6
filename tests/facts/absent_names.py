import tensorflow as tf
from tensorflow.python.eager import context


def never_was(x):  # effects: none
    return tf.arange(1, x)


def of_the_first_release(x):  # effects: none
    return tf.ceil(x)


def of_a_legacy_name(x):  # effects: none
    return tf.compat.v1.ceil(x) + tf.compat.v1.nowhere(x)


def of_another_name_of_the_package(x):  # effects: none
    return tf.compat.v2.arange(x)


def private(x):  # effects: none
    return tf._keras_internal.layers.transform(x)


def other_private(x):  # effects: unknown
    return tf._somewhere.transform(x)


def of_a_module_that_is_not_listed(x):  # effects: unknown
    return tf.somewhere.transform(x)


def of_a_private_module(x):  # effects: unknown
    return context.somehow(x)
