# Layers by name and by alias, metrics, optimizers, classes of the project, in steps and losses.
import tensorflow as tf
from tensorflow.keras import layers as L

from blocks import Block


class Net(tf.keras.Model):
    def call(self, x):
        norm = L.BatchNormalization()  # expect: graph-object-creation-in-call
        x = norm(x)
        return L.Bidirectional(L.LSTM(4))(x)  # expect: graph-object-creation-in-call


class Tracked(tf.keras.Model):
    def train_step(self, data):
        mean = tf.keras.metrics.Mean()  # expect: graph-object-creation-in-call
        mean.update_state(data)
        return {"mean": mean.result()}


@tf.function
def step(x):
    opt = tf.keras.optimizers.SGD(0.1)  # expect: graph-object-creation-in-call
    opt.apply_gradients([(x, x)])


@tf.function
def uses_block(x):
    return Block()(x)  # expect: graph-object-creation-in-call


def embed(ids):
    return L.Embedding(10, 4)(ids)  # expect: graph-object-creation-in-call


ds = tf.data.Dataset.range(3).map(embed)
step(tf.constant(1.0))
uses_block(tf.constant(1.0))
tracked = Tracked()
tracked.compile()
tracked.fit(ds)

# file: blocks.py
import tensorflow as tf


class Block(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.loss_tracker = tf.keras.metrics.Mean()

    def call(self, x):
        return x
