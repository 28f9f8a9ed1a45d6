import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])  # expect: api-input-signature-declaration
def scaled(x, factor):
    return x * factor


scaled(tf.ones([2]), 2.0)
