import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.scale = self.add_weight(name="scale", shape=[])
        self.dense = tf.keras.layers.Dense(1, use_bias=False)

    def call(self, x):
        return self.dense(x) * self.scale


def forward(net, x):
    return tf.reduce_sum(net(x))


def partly_built(x):
    net = Net()
    names = net.trainable_weights  # expect: api-stale-variable-list
    with tf.GradientTape() as tape:
        loss = forward(net, x)
    return tape.gradient(target=loss, sources=names)


partly_built(tf.ones([1, 2]))

shared = Net()
optimizer = tf.keras.optimizers.SGD(0.1)


def step(x):
    early = shared.trainable_variables  # expect: api-stale-variable-list
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(shared(x))
    gradients = tape.gradient(loss, early)
    optimizer.apply_gradients(zip(gradients, early))


for _ in range(2):
    step(tf.ones([1, 2]))
