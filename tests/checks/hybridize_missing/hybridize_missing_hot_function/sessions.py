# file: graphs.py
"""Functions that build graphs for sessions: nothing runs eagerly, unless the program turns to TensorFlow 2."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def features(x):
    y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    return y


out = tf.ones([4])
for i in range(20):
    out = features(out)
with tf.Session() as session:
    print(session.run(out))
# file: eager.py
import tensorflow.compat.v1 as tf

tf.enable_v2_behavior()


def features(x):  # expect: hybridize-missing-hot-function
    y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    return y


out = tf.ones([4])
for i in range(20):
    out = features(out)
