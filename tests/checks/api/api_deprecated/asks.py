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
# file: picked.py
import pytest
import tensorflow as tf

from release import is_first


def run1(rows):
    tf.reset_default_graph()
    return rows


def run2(rows):
    return rows


def transform(rows):
    run = run1 if is_first() else run2
    return list(map(lambda r: run(r), rows))


@pytest.mark.skipif(not is_first(), reason="gone")
def test_old():
    tf.reset_default_graph()
# file: versions.py
import tensorflow as tf

tune = tf.data.experimental.AUTOTUNE  # expect: api-deprecated
