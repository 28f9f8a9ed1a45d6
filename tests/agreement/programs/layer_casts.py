"""Layers cast the floats that they are given; losses, metrics and plain functions do not."""
import numpy as np
import tensorflow as tf


class Doubled(tf.keras.layers.Layer):
    def call(self, inputs, training=False):
        return inputs * 2


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.doubled = Doubled()
        self.dense = tf.keras.layers.Dense(3)

    def call(self, inputs):
        return self.dense(self.doubled(inputs))


def normalised(x):
    return x / tf.reduce_max(x)


def mean_of(x, axis=None):
    return tf.reduce_mean(x, axis=axis)


def main():
    wide = tf.ones([2, 3], tf.float64)
    doubled = Doubled()
    out = [doubled(wide), doubled(tf.ones([2], tf.int32)), doubled(np.ones([4])), Net()(wide)]
    out.append(normalised(wide))
    return [float(mean_of(tf.cast(x, tf.float32))) for x in out] + [float(mean_of(out[3], axis=[0, 1]))]


if __name__ == "__main__":
    main()
