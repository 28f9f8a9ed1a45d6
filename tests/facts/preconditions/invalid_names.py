import tensorflow as tf


def misplaced(x):  # invalid_name_arguments: yes
    return tf.sqrt(x, tf.float32)


def number(x):  # invalid_name_arguments: yes
    return tf.reduce_sum(x, name=2)


def truth(x):  # invalid_name_arguments: yes
    return tf.sqrt(x, name=True)


def through(x):  # invalid_name_arguments: yes
    return number(x)


def text(x):  # invalid_name_arguments: no
    return tf.sqrt(x, name="root")


def handed(x, name=None):  # invalid_name_arguments: no
    return tf.sqrt(x, name=name)


def starred(x, *rest):  # invalid_name_arguments: no
    return tf.add(*rest, x)


t = tf.ones([2])
for f in (misplaced, number, truth, through, text, handed):
    f(t)
starred(t, t)
