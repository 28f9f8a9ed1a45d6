# target: 2.15
"""The way to it that is told leads through a step that should be a graph: the model is a part of that."""
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = [tf.keras.layers.Dense(8) for _ in range(30)]

    def call(self, x):
        for i in range(30):
            x = tf.nn.relu(self.dense[i](x) * 0.5 + 1.0)
        return x


net = Net()
optimizer = tf.keras.optimizers.SGD(0.1)
rows = tf.data.Dataset.from_tensor_slices((tf.ones([64, 8]), tf.ones([64, 8]))).batch(8)


def step(x, y):  # what hybridize-missing-train-step reports
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(net(x) - y))
    gradients = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(gradients, net.trainable_variables))


def show(x, y):
    print(tf.reduce_mean(tf.square(net(x) - y)))


def report(x, y):
    show(x, y)


for x, y in rows.repeat(100):
    step(x, y)
for x, y in rows.repeat(100):
    report(x, y)
