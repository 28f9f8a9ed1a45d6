"""The network: a few dense layers over sine and cosine features of the input."""
import tensorflow as tf


class Fourier(tf.keras.layers.Layer):
    """Maps x to [sin(kx), cos(kx)] for k = 1..frequencies."""

    def __init__(self, frequencies, **kwargs):
        super().__init__(**kwargs)
        self.frequencies = frequencies

    def call(self, inputs):
        waves = tf.range(1, self.frequencies + 1, dtype=inputs.dtype)
        scaled = inputs[:, :, tf.newaxis] * waves
        features = tf.concat([tf.sin(scaled), tf.cos(scaled)], axis=-1)
        return tf.reshape(features, [-1, 2 * inputs.shape[1] * self.frequencies])


def build_model(width=32, frequencies=4):
    return tf.keras.Sequential([
        tf.keras.Input(shape=(2,)),
        Fourier(frequencies),
        tf.keras.layers.Dense(width, activation="relu"),
        tf.keras.layers.Dense(width, activation="relu"),
        tf.keras.layers.Dense(2),
    ])
