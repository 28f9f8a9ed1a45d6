# target: 2.18
"""Code for sessions is supported: only what is gone is told, not what is deprecated."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [2])
a = tf.to_int32(x)
b = tf.to_int64(x)
c = tf.to_float(a)
d = tf.layers.dense(x, 2)  # expect: api-deprecated error
e = tf.layers.dense(d, 2)
with tf.Session() as session:
    session.run([a, b, c], {x: [1.0, 2.0]})
