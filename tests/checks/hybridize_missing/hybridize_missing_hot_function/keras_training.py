"""Keras tells the layers below whether it trains, beside the arguments: a graph in between is traced once for both."""
import tensorflow as tf


class Conv(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dropout = tf.keras.layers.Dropout(0.5)
        self.dense = tf.keras.layers.Dense(4)

    def call(self, x):
        x = self.dropout(x)
        x = self.dense(x)
        y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
        y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
        return tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.convs = [Conv() for _ in range(3)]

    def call(self, x):
        for conv in self.convs:
            x = conv(x)
        return x


net = Net()
for i in range(100):
    net(tf.ones([2, 4]), training=True)
