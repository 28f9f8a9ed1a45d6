# target: 2.15
"""What is given up later without a word is not told before."""
import tensorflow as tf

scale = tf.keras.layers.experimental.preprocessing.Rescaling  # expect: api-deprecated
fourier = tf.keras.layers.experimental.RandomFourierFeatures
linear = tf.keras.experimental.LinearModel
policy = tf.keras.mixed_precision.experimental  # expect: api-deprecated error
