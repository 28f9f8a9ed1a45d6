# target: 2.21
import tensorflow as tf


class Counting(tf.keras.layers.Layer):
    def build(self, shape):
        self.seen = self.add_weight(shape=(), initializer="zeros", name="seen")

    def call(self, x):
        self.seen += 1.0  # expect: api-variable-augmented-assign warning
        return x


def centred(layer, mean):
    out = []
    for w in layer.weights:
        w -= mean
        out.append(w)
    return out


layer = Counting()
layer(tf.ones([2]))
centred(layer, 1.0)
optimizer = tf.keras.optimizers.SGD(0.1)
optimizer.learning_rate *= 0.5
