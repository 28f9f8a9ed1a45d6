# target: 2.21
import keras
import tensorflow as tf


def clipped(x):
    if tf.reduce_max(x) > 1.0:  # expect: graph-unsupported-bool-in-unconverted-code
        return x / 2.0
    return x


class Clip(keras.layers.Layer):
    def call(self, x, training=False):
        if training:
            x = x * 2.0
        return clipped(x)


class Safe(keras.layers.Layer):
    @tf.function
    def call(self, x):
        if tf.reduce_max(x) > 1.0:
            return x / 2.0
        return x


class Model(keras.Model):
    def __init__(self):
        super().__init__()
        self.clip = Clip()
        self.safe = Safe()

    def call(self, x):
        return self.safe(self.clip(x))

    def train_step(self, data):
        x, y = data
        loss = tf.reduce_mean(self(x) - y)
        if loss > 1.0:  # expect: graph-unsupported-bool-in-unconverted-code
            loss = loss / 2.0
        return {"loss": loss}


def walrus(x):
    if (s := tf.reduce_sum(x)) > 1.0:  # expect: graph-unsupported-bool-in-unconverted-code
        x = x / s
    return x


@tf.function
def step(x):
    return walrus(x)


model = Model()
model.compile(loss="mse")
model.fit(tf.ones([4, 2]), tf.ones([4, 2]))
step(tf.ones([2]))
