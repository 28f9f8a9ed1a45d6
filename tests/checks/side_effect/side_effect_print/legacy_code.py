# file: old.py
import tensorflow as tf


@tf.function
def step(x):
    print(x)
    return tf.contrib.layers.flatten(x)


step(tf.ones([2]))
# file: older.py
import tensorflow as tf


@tf.function
def step(x):
    print(x)
    return x


with tf.Session() as session:
    x = tf.placeholder(tf.float32)
    step(x)
# file: guarded.py
import tensorflow as tf

try:
    layers = tf.contrib.layers
except AttributeError:
    layers = None


@tf.function
def step(x):
    print(x)  # expect: side-effect-print warning
    return x


step(tf.ones([2]))
# file: one_left_over.py
import tensorflow as tf


@tf.function
def step(x):
    print(x)  # expect: side-effect-print warning
    return x


def unused():
    return tf.Session()


step(tf.ones([2]))
