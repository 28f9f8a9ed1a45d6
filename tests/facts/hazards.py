# file: test_hazards.py
# Which findings of a body come true while it is traced, and which parameters are symbolic then.
import numpy as np
import tensorflow as tf

CONSTANT = tf.constant([1.0, 2.0])
rows = tf.data.Dataset.from_tensor_slices([[1.0], [2.0]])


def mean(x):  # hazardous: yes  # symbolic: yes  # pipeline_only: no
    return np.mean(x)


def of_captured(x):  # hazardous: no  # symbolic: no
    return np.mean(x)


def of_captured_sum(x):  # hazardous: yes  # symbolic: yes
    return np.mean(x)


def of_a_list(parts):  # hazardous: yes  # symbolic: yes
    return np.mean(parts[0])


def eager_only(x):  # hazardous: no  # symbolic: no
    return np.mean(x)


def on_host(x):  # hazardous: no  # symbolic: no
    return x.numpy()


def optional(x, other=None):  # hazardous: no  # symbolic: yes
    if other is not None:
        return x * np.mean(other)
    return x


def branches(x):  # hazardous: no  # symbolic: yes
    return x if x[0] > 0.0 else -x


def branches_unconverted(x):  # hazardous: yes  # symbolic: yes
    return x if x[0] > 0.0 else -x


def centred(x):  # hazardous: yes  # symbolic: yes  # pipeline_only: yes
    return x - np.mean(x)


def expected(x):  # hazardous: no
    return np.mean(x)


@tf.function
def step(x):  # hazardous: no  # symbolic: yes
    a = mean(x) + of_captured(CONSTANT) + of_captured_sum(CONSTANT * 2.0)
    b = of_a_list([x, 1.0]) + tf.py_function(on_host, [x], tf.float32)
    return a + b + optional(x) + branches(x)


@tf.function(autograph=False)
def unconverted(x):  # hazardous: no  # symbolic: yes
    return branches_unconverted(x)


@tf.function
def fails(x):  # hazardous: no
    return expected(x)


class Failing(tf.test.TestCase):
    def test_fails(self):
        with self.assertRaises(NotImplementedError):
            fails(CONSTANT)


step(CONSTANT)
unconverted(CONSTANT)
eager_only(CONSTANT)
optional(CONSTANT, CONSTANT)
centred_rows = rows.map(centred)
