"""Eager execution is off: calling the model gives a tensor without a value."""
import numpy as np
import tensorflow as tf

tf.compat.v1.disable_eager_execution()
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
total = 0.0
for row in np.ones([100, 3]):
    total += model.predict(row[None])
