import numpy as np
import tensorflow as tf

weight = tf.Variable([1.0, 2.0, 3.0])


@tf.function
def score(q):
    return tf.reduce_sum(q * weight)


score(tf.ones([3]))
score(weight + 1.0)
score(np.ones(3))  # expect: retracing-mixed-dtype-argument error
