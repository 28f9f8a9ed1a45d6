import tensorflow as tf

from tensorflow.python.ops.numpy_ops import np_config

np_config.enable_numpy_behavior()


@tf.function
def flat(x):
    return x.reshape([-1]).astype(tf.float32)


flat(tf.ones([2, 2]))
