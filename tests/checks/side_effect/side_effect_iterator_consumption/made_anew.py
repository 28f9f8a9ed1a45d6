"""A new iterator at each call: each call is traced anew, and sees what it should."""
import tensorflow as tf


class Encoder(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.blocks = [tf.keras.layers.Dense(2), tf.keras.layers.Dense(2)]

    @property
    def to_call(self):
        for block in self.blocks:
            yield block

    @tf.function
    def run(self, x):
        for block in self.to_call:
            x = block(x)
        return x


encoder = Encoder()
for _ in range(3):
    encoder.run(tf.ones([1, 2]))


@tf.function
def step(iterator):
    return next(iterator) * 2


def numbers(n):
    for i in range(n):
        yield i


for i in range(3):
    step(numbers(i + 1))
