# target: 2.19
"""A layer that is called with a dict of symbolic tensors gets others, as with one alone."""
import tensorflow as tf


class Attention(tf.keras.layers.Layer):
    def __init__(self, d):
        super().__init__()
        self.q = tf.keras.layers.Dense(d)

    def call(self, inputs):
        q, v = inputs["query"], inputs["value"]
        n = tf.shape(q)[0]
        q = tf.reshape(self.q(q), (n, -1, 8))
        return tf.matmul(q, v, transpose_b=True)


def build():
    i = tf.keras.Input((None, 8))
    j = tf.nn.gelu(i)  # expect: graph-keras-symbolic-argument error
    return tf.keras.Model(i, Attention(8)({"query": i, "value": j}))


print(build()(tf.ones([2, 3, 8])).shape)
