# The program gives tensors methods of arrays: in a loop over classes, by setattr, from another module.
# file: main.py
import tensorflow as tf

import array_style

for base in (tf.Tensor, tf.Variable):
    base.mean = tf.math.reduce_mean
    base.reshape = tf.reshape
    base.astype = tf.cast
short = tf.Tensor
short.T = property(lambda self: tf.transpose(self))
setattr(tf.Tensor, "sum", tf.reduce_sum)


@tf.function
def put(x):
    y = tf.cast(x, tf.float32)
    return y.reshape([-1, 2]).astype(tf.float64).mean(0), y.T, y.sum()


@tf.function
def put_elsewhere(x):
    return x.clip(0.0, 1.0)


@tf.function
def not_put(x):
    return x.prod()  # expect: graph-unsupported-eager-method


put(tf.ones([2, 4]))
put_elsewhere(tf.ones([2, 4]))
not_put(tf.ones([2, 4]))

# file: array_style.py
from tensorflow import Tensor, clip_by_value


def clip(self, low, high):
    return clip_by_value(self, low, high)


Tensor.clip = clip
