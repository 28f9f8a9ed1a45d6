import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)


net = Net()
optimizer = tf.keras.optimizers.SGD(0.1)
variables = net.trainable_variables  # expect: api-stale-variable-list


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(net(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


x = tf.ones([1, 2])
for _ in range(3):
    train_step(x)
