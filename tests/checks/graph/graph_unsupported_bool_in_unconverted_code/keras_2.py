# target: 2.15
import tensorflow as tf


class Clip(tf.keras.layers.Layer):
    def call(self, x):
        if tf.reduce_max(x) > 1.0:
            x = x / 2.0
        return x


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.clip = Clip()

    def call(self, x):
        return self.clip(x)

    def train_step(self, data):
        x, y = data
        loss = tf.reduce_mean(self(x) - y)
        if loss > 1.0:  # expect: graph-unsupported-bool-in-unconverted-code
            loss = loss / 2.0
        return {"loss": loss}


def walrus(x):
    if (s := tf.reduce_sum(x)) > 1.0:
        x = x / s
    return x


@tf.function
def step(x):
    return walrus(x)


model = Model()
model.compile(loss="mse")
model.fit(tf.ones([4, 2]), tf.ones([4, 2]))
step(tf.ones([2]))
