import numpy as np
import tensorflow as tf

x = tf.ones([2, 3])
options = {"axis": 0}
a = tf.reduce_sum(x, axis=None)
b = tf.reduce_sum(x, 0)
c = tf.reduce_max(x, **options)
d = np.sum(x)
e = tf.argmax(x)
f = tf.norm(x)
