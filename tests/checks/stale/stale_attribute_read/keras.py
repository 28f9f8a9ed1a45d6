import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)
        self.beta = 1.0

    def call(self, inputs):
        return self.dense(inputs) * self.beta  # expect: stale-attribute-read


model = Net()
model.compile("sgd", "mse")
for epoch in range(3):
    model.beta = 0.5 * epoch
    model.fit(tf.ones([4, 2]), tf.ones([4, 1]))


class Modes(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)
        self.training_mode = True

    def call(self, inputs):
        return self.dense(inputs) * (2.0 if self.training_mode else 1.0)


modes = Modes()
modes.compile("sgd", "mse")
for epoch in range(3):
    modes.training_mode = True
    modes.fit(tf.ones([4, 2]), tf.ones([4, 1]))
    modes.training_mode = False
    modes.evaluate(tf.ones([4, 2]), tf.ones([4, 1]))
