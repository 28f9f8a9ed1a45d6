# A file that only runs under TensorFlow 1 is told once, at its first name that is gone.
# file: a/packages.py
import tensorflow as tf

tune = tf.data.experimental.AUTOTUNE
with tf.Session() as session:  # expect: api-deprecated error
    session.run(tf.placeholder(tf.float32))
flatten = tf.contrib.layers.flatten
tf.logging.info("done")
# file: one_name.py
import tensorflow as tf


def first(x):
    with tf.Session() as session:  # expect: api-deprecated error
        return session.run(x)


def second(x):
    with tf.Session() as session:
        return session.run(x)


def third(x):
    with tf.Session() as session:
        return session.run(x)
# file: left_over.py
import tensorflow as tf

tune = tf.data.experimental.AUTOTUNE  # expect: api-deprecated
with tf.Session() as session:  # expect: api-deprecated error
    print(session)
