import tensorflow as tf

x = tf.ones([2, 3])
a = tf.reduce_sum(x)  # expect: parity-reduction-axis
b = tf.math.reduce_mean(x, keepdims=True)  # expect: parity-reduction-axis
c = tf.reduce_all(x > 0)  # expect: parity-reduction-axis
