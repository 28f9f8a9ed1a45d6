"""A script that sets the floats of Keras on its top level has those; of another file nobody knows which it meets."""
# file: script.py
import numpy as np
import tensorflow as tf

import other

tf.keras.backend.set_floatx("float64")
model = tf.keras.Sequential([tf.keras.layers.Input((4,)), tf.keras.layers.Dense(1)])


def scaled(states, advantages):  # conflicting_eager_dtype_coercions: no
    return tf.reduce_mean(model(states) * advantages) + tf.reduce_sum(tf.constant(1.0, tf.float64) * advantages)


scaled(np.full([16, 4], 0.5), np.full([16, 1], 0.5))
other.scaled(np.full([16, 4], 0.5), np.full([16, 1], 0.5))
# file: other.py
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Input((4,)), tf.keras.layers.Dense(1)])


def scaled(states, advantages):  # conflicting_eager_dtype_coercions: yes
    return tf.reduce_mean(model(states) * advantages)
