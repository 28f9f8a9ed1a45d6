# target: 2.16
"""Each name has its own successor, or none."""
import tensorflow as tf

scale = tf.keras.layers.experimental.preprocessing.Rescaling  # expect: api-deprecated error
fourier = tf.keras.layers.experimental.RandomFourierFeatures  # expect: api-deprecated error
linear = tf.keras.experimental.LinearModel  # expect: api-deprecated error
