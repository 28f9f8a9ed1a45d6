# In layers, on real tensors, with operators; ops where the Keras is not known.
import tensorflow as tf
from tensorflow import keras


@tf.function
def mix(a, b):
    return a + b


class Mix(keras.layers.Layer):
    def call(self, x):
        return mix(x, x)


class Staged(keras.layers.Layer):
    @tf.function
    def call(self, x):
        return x * 2.0


def build():
    inputs = keras.Input((4,))
    x = keras.layers.Lambda(lambda t: mix(t, t))(inputs)
    x = Staged()(Mix()(x))
    x = tf.constant(2.0) * x + 1.0
    x = tf.nn.relu(x)
    return keras.Model(inputs, x)


model = build()


@tf.function
def predict(x):
    return model(x)


predict(tf.ones([1, 4]))
mix(tf.ones([1]), tf.ones([1]))
