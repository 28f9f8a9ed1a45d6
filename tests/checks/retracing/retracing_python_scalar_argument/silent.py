import numpy as np
import tensorflow as tf

x = tf.constant([1.0, 2.0])
dataset = tf.data.Dataset.from_tensor_slices(tf.ones([64, 2]))
rate = float(np.random.default_rng(0).normal())


@tf.function
def step(x, epoch):
    return x * tf.cast(epoch, tf.float32)


@tf.function
def fit(x, training=False):
    return x * 2 if training else x


@tf.function(input_signature=[tf.TensorSpec([2], tf.float32), tf.TensorSpec([], tf.int32)])
def signed(x, epoch):
    return x * tf.cast(epoch, tf.float32)


@tf.function
def outer(x):
    for i in range(9):
        x = step(x, i)
    return x


def plain(x, epoch):
    return x * epoch


for epoch in range(1000):
    step(x, tf.constant(epoch))
    step(x, np.float32(epoch))
    step(x, 3)
    step(x, rate)
    fit(x, training=epoch > 5)
    step(x, epoch % 2)
    signed(x, epoch)
    plain(x, epoch)
    outer(x)

for v in np.linspace(0, 1, 50):
    step(x, v)
for i, batch in dataset.enumerate():
    step(batch, i)
for i in tf.range(9):
    step(x, i)
for k in range(3):
    step(x, k)
for k in (0.1, 0.2, 0.3):
    step(x, k)
