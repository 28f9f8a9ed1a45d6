# What TensorFlow 1 alone had comes from the API data. A file that needs it is told once.
# file: one_left.py
import tensorflow as tf


def make(shape):
    return tf.get_variable("w", shape)  # expect: api-deprecated error


def both():
    if hasattr(tf, "get_default_graph"):
        return tf.get_default_graph()
    return tf.compat.v1.get_default_graph()
# file: a/script.py
import tensorflow as tf

a = tf.estimator.ModeKeys.TRAIN
b = tf.data.experimental.AUTOTUNE
FLAGS = tf.app.flags.FLAGS  # expect: api-deprecated error
tf.app.run()
# file: graphs.py
import tensorflow as tf

real = tf.placeholder(tf.float32, [None, 4])  # expect: api-deprecated error
w = tf.get_variable("w", [4, 4])
loss = tf.losses.mean_squared_error(real, real @ w)
step = tf.train.AdamOptimizer(1e-3).minimize(loss)
# file: current.py
import tensorflow as tf

x = tf.Variable(1.0)
y = tf.math.log(tf.nn.relu(x))
loss = tf.losses.Huber()(y, y)
writer = tf.summary.create_file_writer("logs")
options = tf.train.CheckpointOptions()
