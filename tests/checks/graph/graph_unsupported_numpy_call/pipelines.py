# Where only tf.data traces a function, data-map-python-call speaks.
import numpy as np
import tensorflow as tf

rows = tf.data.Dataset.from_tensor_slices([[1.0, 2.0], [3.0, 4.0]])


def mean(row):
    return np.mean(row)  # expect: graph-unsupported-numpy-call


def middle(row):
    return np.median(row)


@tf.function
def step(x):
    return mean(x)


means = rows.map(mean)
middles = rows.map(middle)
step(tf.ones([2]))
