# target: 2.21
"""What `call` leads to is traced with weights that are constants, too; what takes no weights is not concerned."""
import tensorflow as tf


def through_all(layers, x):
    for layer in layers:
        x = tf.nn.relu(layer(x)) * 0.5 + tf.tanh(x) * tf.sigmoid(x) + tf.sin(x) * tf.cos(x)
    return x


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = [tf.keras.layers.Dense(4) for _ in range(4)]
        self.head = tf.keras.layers.Dense(1)

    def features(self, x):
        for layer in self.hidden:
            x = tf.nn.relu(layer(x)) * 0.5 + tf.tanh(x) * tf.sigmoid(x) + tf.sin(x) * tf.cos(x)
        return x

    def call(self, x):
        return self.head(self.features(x) + through_all(self.hidden, x))


net = Net()
for _ in range(100):
    print(float(tf.reduce_sum(net(tf.ones([8, 4])))))
