import tensorflow as tf


@tf.function
def double(x):
    return x * 2


tf.config.run_functions_eagerly(True)
double(tf.ones([2]))
tf.config.run_functions_eagerly(False)
