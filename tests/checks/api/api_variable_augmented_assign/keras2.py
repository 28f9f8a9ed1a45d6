# target: 2.15
import tensorflow as tf


class Counting(tf.keras.layers.Layer):
    def build(self, shape):
        self.seen = self.add_weight(shape=(), initializer="zeros", name="seen")

    def call(self, x):
        self.seen += 1.0  # expect: api-variable-augmented-assign error
        return x


layer = Counting()
layer(tf.ones([2]))
