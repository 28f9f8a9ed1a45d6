# target: 2.21
import numpy as np
import tensorflow as tf
from tensorflow import keras


class Pos(keras.layers.Layer):
    def build(self, shape):
        self.table = tf.range(4.0)  # expect: side-effect-tensor-leak error

    def call(self, x):
        return x + self.table


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.pos = Pos()
        self.last = None

    def call(self, x):
        y = self.pos(x)
        self.last = y * 2.0  # expect: side-effect-tensor-leak warning
        return y


net = Net()
net.compile(optimizer="sgd", loss="mse")
net.fit(np.ones([4, 4], "float32"), np.ones([4, 4], "float32"))
