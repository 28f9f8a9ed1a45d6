# target: 2.15
import numpy as np
import tensorflow as tf


class Pos(tf.keras.layers.Layer):
    def build(self, shape):
        self.table = tf.range(4.0)

    def call(self, x):
        return x + self.table


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.pos = Pos()

    def call(self, x):
        return self.pos(x)


net = Net()
net.compile(optimizer="sgd", loss="mse")
net.fit(np.ones([4, 4], "float32"), np.ones([4, 4], "float32"))
