# The namespace is supported: only what logs a warning there, or is gone, is reported.
# target: 2.18
import tensorflow as tf
import tensorflow.compat.v1 as tf1
from tensorflow.compat.v1 import estimator  # expect: api-deprecated error
from tensorflow.compat.v1 import placeholder

tf.compat.v1.disable_eager_execution()
with tf.compat.v1.Session() as session:
    x = tf1.placeholder(tf.float32, [None, 2])
    y = placeholder(tf.float32, [None, 2])
    with tf1.variable_scope("a"):
        w = tf1.get_variable("w", [2, 2])
    session.run(tf1.global_variables_initializer())
    session.run(tf1.initialize_all_variables())  # expect: api-deprecated note
elements = tf1.data.make_one_shot_iterator(tf1.data.Dataset.range(3))
number = tf1.to_float(1)  # expect: api-deprecated note
number = tf.compat.v1.to_float(1)
z = tf1.layers.dense(x, 2)  # expect: api-deprecated error
cell = tf1.nn.rnn_cell.LSTMCell(2)  # expect: api-deprecated error
