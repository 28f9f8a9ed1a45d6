import numpy as np
import tensorflow as tf

SINGLE = tf.Variable([1.0, 2.0])
DOUBLE = tf.Variable([1.0, 2.0], dtype=tf.float64)


def both(x):  # conflicting_eager_dtype_coercions: yes
    return tf.reduce_sum(SINGLE * x), tf.reduce_sum(DOUBLE * x)


def through(x):  # conflicting_eager_dtype_coercions: yes
    return both(x)


def one(x):  # conflicting_eager_dtype_coercions: no
    return SINGLE * x


def tensors(x):  # conflicting_eager_dtype_coercions: no
    return SINGLE * x, DOUBLE * tf.cast(x, tf.float64)


both(np.array([1.5, 2.5]))
through(np.array([1.5, 2.5]))
one(np.array([1.5, 2.5]))
tensors(tf.ones([2]))
