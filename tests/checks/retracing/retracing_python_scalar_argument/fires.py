import time

import tensorflow as tf

x = tf.constant([1.0, 2.0])
dataset = tf.data.Dataset.from_tensor_slices(tf.ones([64, 2]))


@tf.function
def step(x, epoch):
    return x * tf.cast(epoch, tf.float32)


@tf.function
def scaled(x, factor=1.0, *, label=""):
    return x * factor


class Trainer:
    @tf.function
    def step(self, x, i):
        return x + i

    def train(self, epochs):
        for i in range(epochs):
            self.step(x, i)  # expect: retracing-python-scalar-argument


def one_epoch(epoch):
    for batch in dataset.batch(4):
        step(batch, epoch)  # expect: retracing-python-scalar-argument


for epoch in range(1000):
    step(x, epoch)  # expect: retracing-python-scalar-argument
    step(x, epoch + 1)  # expect: retracing-python-scalar-argument
    one_epoch(epoch)

for i, batch in enumerate(dataset):
    step(batch, i)  # expect: retracing-python-scalar-argument

count = 0
loss = tf.constant(0.0)
for batch in dataset:
    count += 1
    step(batch, count)  # expect: retracing-python-scalar-argument
    loss = tf.reduce_sum(step(batch, tf.constant(count)))
    scaled(batch, float(loss))  # expect: retracing-python-scalar-argument
    scaled(batch, factor=0.5 * count)  # expect: retracing-python-scalar-argument
    scaled(batch, label=f"batch {count}")  # expect: retracing-python-scalar-argument
    scaled(batch, time.time())  # expect: retracing-python-scalar-argument

Trainer().train(20)
values = [step(x, k) for k in range(9)]  # expect: retracing-python-scalar-argument
