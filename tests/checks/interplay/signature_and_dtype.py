import numpy as np
import tensorflow as tf

weight = tf.Variable([1.0, 2.0, 3.0])


@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
def score(q):
    return tf.reduce_sum(q * weight)


score(tf.zeros([3], tf.float64))  # expect: api-input-signature-call
score(np.zeros(3))
