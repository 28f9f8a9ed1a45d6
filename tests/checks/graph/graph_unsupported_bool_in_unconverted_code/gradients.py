# Gradients have the structure of their sources: a dict of them has a truth, one tensor has none.
import collections

import tensorflow as tf


class Grouped(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)
        self.scale = tf.Variable(1.0)

    def train_step(self, data):
        x, y = data
        groups = collections.defaultdict(list)
        for layer in self.layers:
            groups[layer.name].append(layer.trainable_variables)
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.reduce_mean((self.scale * self.dense(x) - y) ** 2)
        by_layer = tape.gradient(loss, groups)
        if not by_layer:
            return {}
        parts = tape.gradient(loss, {"scale": self.scale})
        if not parts:
            return {}
        pair = tape.gradient(loss, (self.scale, self.scale))
        if not pair:
            return {}
        if not tape.jacobian(loss, [self.scale]):
            return {}
        if parts["scale"]:  # expect: graph-unsupported-bool-in-unconverted-code
            return {}
        return {"loss": loss}


model = Grouped()
model.compile("sgd", "mse")
model.fit(tf.ones([4, 2]), tf.ones([4, 1]))
