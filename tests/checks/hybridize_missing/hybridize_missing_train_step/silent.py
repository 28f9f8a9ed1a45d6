import numpy as np
import tensorflow as tf

w = tf.Variable([1.0])
history = []
optimizer = tf.keras.optimizers.SGD()


class M(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(self(data) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}


model = M()
model.compile("sgd")
for _ in range(9):
    model.fit(tf.ones([4, 1]))


def update(x):
    with tf.GradientTape() as tape:
        loss = w * x
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    return loss


def prints(x):
    loss = update_inline(x)
    print(float(loss))


def update_inline(x):
    with tf.GradientTape() as tape:
        loss = w * x
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    history.append(float(loss))
    return loss


def counts(x, epoch):
    with tf.GradientTape() as tape:
        loss = w * x * float(epoch)
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])


def numpy_inside(x):
    with tf.GradientTape() as tape:
        loss = w * np.mean(x)
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])


def report_gradient(x):
    with tf.GradientTape() as tape:
        loss = w * x
    return tape.gradient(loss, w)


def rarely(x):
    with tf.GradientTape() as tape:
        loss = w * x
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])


staged = tf.function(update)
for i in range(100):
    x = tf.ones([1])
    staged(x)
    prints(x)
    counts(x, i)
    numpy_inside(x)
    report_gradient(x)
for _ in range(3):
    rarely(tf.ones([1]))
for _ in range(100):
    with tf.GradientTape() as tape:
        loss = w * 2.0
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
