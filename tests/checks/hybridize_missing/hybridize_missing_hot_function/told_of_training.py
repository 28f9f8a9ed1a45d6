# target: 2.15
"""Here `training` is an argument, and each of its values has a trace of its own."""
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dropout = tf.keras.layers.Dropout(0.5)
        self.dense = tf.keras.layers.Dense(4)

    def call(self, x, training=False):  # expect: hybridize-missing-hot-function
        x = self.dense(self.dropout(x, training=training))
        y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
        y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
        return tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))


net = Net()
for i in range(100):
    net(tf.ones([2, 4]), training=True)
