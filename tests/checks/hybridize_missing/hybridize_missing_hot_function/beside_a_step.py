# target: 2.15
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = [tf.keras.layers.Dense(8) for _ in range(30)]

    def call(self, x):  # expect: hybridize-missing-hot-function
        for i in range(30):
            x = tf.nn.relu(self.dense[i](x) * 0.5 + 1.0)
        return x


net = Net()
optimizer = tf.keras.optimizers.SGD(0.1)
rows = tf.data.Dataset.from_tensor_slices((tf.ones([64, 8]), tf.ones([64, 8]))).batch(8)

for x, y in rows.repeat(100):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(net(x) - y))
    gradients = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(gradients, net.trainable_variables))

for x, y in rows.repeat(100):
    print(tf.reduce_mean(tf.square(net(x) - y)))
