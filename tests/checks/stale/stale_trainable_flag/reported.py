import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.base = tf.keras.layers.Dense(4)
        self.head = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.head(self.base(x))


net = Net()
optimizer = tf.keras.optimizers.Adam(0.1)


def update(tape, loss):
    variables = net.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(net(x))
    update(tape, loss)
    return loss


def main(x):
    net.base.trainable = False
    for epoch in range(20):
        if epoch == 10:
            net.base.trainable = True  # expect: stale-trainable-flag
        train_step(x)


def freeze_all(x):
    train_step(x)
    net.trainable = False  # expect: stale-trainable-flag
    train_step(x)


main(tf.ones([2, 3]))


def fine_tune(x, y):
    tail = tf.keras.layers.Dense(1)
    trained = tf.keras.Sequential([tail])
    trained.compile("sgd", "mse")
    trained.fit(x, y)
    tail.trainable = False  # expect: stale-trainable-flag
    trained.fit(x, y)
