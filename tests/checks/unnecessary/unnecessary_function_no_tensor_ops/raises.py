"""The one call that is known raises: of the others nothing is known."""
import tensorflow as tf


class Decoder:
    def __init__(self, scale=None):
        self.scale = scale

    @tf.function
    def decode(self, x):
        if self.scale is None:
            raise ValueError("no scale")
        return x * self.scale


decoder = Decoder()
decoder.decode(tf.ones([2]))
