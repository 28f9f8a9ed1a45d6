# Files that only code for TensorFlow 1 imports run under TensorFlow 1.
# file: main.py
import tensorflow as tf

from export import write
from reader import read

with tf.Session() as session:  # expect: api-deprecated error
    session.run(read(tf.placeholder(tf.string)))
# file: reader.py
import tensorflow as tf


def read(path):
    return tf.data.Dataset.from_generator(lambda: [1], output_types=tf.int32, output_shapes=[])
# file: export.py
import tensorflow as tf


def write(x):
    return tf.data.Dataset.from_generator(lambda: [x], output_types=tf.int32, output_shapes=[])  # expect: api-deprecated
# file: other.py
from export import write

print(write(1))
