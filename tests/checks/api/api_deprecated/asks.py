# Code that asks by a variable, by a function, by another module, or in the same condition.
# file: release.py
import tensorflow as tf

IS_TF1 = tf.__version__.startswith("1.")


def is_first():
    return tf.__version__.startswith("1.")
# file: seeds.py
import tensorflow as tf

from release import IS_TF1, is_first

MAJOR = int(tf.__version__.split(".")[0])
if is_first():
    tf.set_random_seed(1)
if IS_TF1:
    tf.set_random_seed(1)
if MAJOR < 2:
    tf.set_random_seed(1)
has = hasattr(tf, "Session") and callable(tf.Session)


def seed():
    assert hasattr(tf, "set_random_seed")
    tf.set_random_seed(1)


def other(flag):
    if flag:
        tf.set_random_seed(1)  # expect: api-deprecated error
