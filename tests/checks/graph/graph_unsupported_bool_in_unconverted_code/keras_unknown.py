import tensorflow as tf


class Clip(tf.keras.layers.Layer):
    def call(self, x):
        if tf.reduce_max(x) > 1.0:
            x = x / 2.0
        return x


clip = Clip()


@tf.function
def step(x):
    return clip(x)


step(tf.ones([2]))
