import tensorflow as tf

tf.experimental.numpy.experimental_enable_numpy_behavior()


@tf.function
def flat(x):
    return x.reshape([-1]).astype(tf.float32)


flat(tf.ones([2, 2]))
