"""Code for sessions is told once."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [2])
a = tf.to_int32(x)  # expect: api-deprecated
b = tf.to_int64(x)
c = tf.to_float(a)
with tf.Session() as session:
    session.run([a, b, c], {x: [1.0, 2.0]})
