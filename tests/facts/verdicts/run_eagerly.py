import sys

import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(8)

    def call(self, x):  # advice: none
        return self.long(x)

    def long(self, x):  # advice: none
        for _ in range(30):
            x = tf.tanh(self.dense(x))
        return x


net = Net()
net.compile(optimizer="sgd", loss="mse", run_eagerly="--debug" in sys.argv)
net.fit(tf.ones([64, 8]), tf.ones([64, 8]), epochs=10)
