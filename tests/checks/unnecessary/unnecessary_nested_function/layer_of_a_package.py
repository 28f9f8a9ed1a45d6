# A layer of a package may be called without a model around it, eagerly then.
# file: pkg/__init__.py
from .layers import Spec
# file: pkg/core.py
import tensorflow as tf


@tf.function
def _dft(x, n):
    return tf.stack([tf.cos(x) * n, tf.sin(x) * n], -1)


@tf.function
def _own(x):  # expect: unnecessary-nested-function
    return x * 2.0


@tf.function
def whole(x):
    return _own(x)


def stft(x, n):
    return _dft(x, n)
# file: pkg/layers.py
import tensorflow as tf

from .core import stft


class Spec(tf.keras.layers.Layer):
    def __init__(self, n, **kw):
        super().__init__(**kw)
        self.n = n

    def call(self, x):
        return stft(x, self.n)
# file: main.py
import tensorflow as tf

from pkg import Spec
from pkg.core import whole

model = tf.keras.Sequential([tf.keras.Input((4, 16)), Spec(16)])
model.predict(tf.ones((1, 4, 16)))
whole(tf.ones([2]))
