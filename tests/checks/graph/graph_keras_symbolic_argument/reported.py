# Through helpers that build models, keywords, lists of tensors; ops with Keras 3.
# target: 2.21
import tensorflow as tf
from tensorflow import keras


@tf.function
def mix(a, b):
    return a + b


@tf.function
def stack(parts):
    return tf.concat(parts, -1)


def head(x):
    x = keras.layers.Dense(4)(x)
    return mix(x, b=x)  # expect: graph-keras-symbolic-argument


def build():
    left = keras.Input((4,))
    right = keras.Input((4,))
    both = stack([left, right])  # expect: graph-keras-symbolic-argument
    hidden = head(left)
    squashed = tf.nn.relu(hidden)  # expect: graph-keras-symbolic-argument
    return keras.Model([left, right], [both, squashed])


build()
