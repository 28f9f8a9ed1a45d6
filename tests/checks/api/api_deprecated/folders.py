# Of the files of a folder that only run under TensorFlow 1 the first is told.
# file: graphs/a.py
import tensorflow as tf

x = tf.placeholder(tf.float32)  # expect: api-deprecated error
y = tf.log(x)
# file: graphs/b.py
import tensorflow as tf

x = tf.placeholder(tf.float32)
y = tf.log(x)
# file: second/c.py
import tensorflow.compat.v2 as tf

tf.enable_v2_behavior()
