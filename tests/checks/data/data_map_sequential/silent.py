import numpy as np
import tensorflow as tf

counter = tf.Variable(0)
generator = tf.random.Generator.from_seed(1)
seen = []
rows = tf.data.Dataset.range(1000)
files = tf.data.Dataset.list_files("*.jpg")


def load(path):
    seen.append(path)
    return np.zeros([2])


def count(path):
    counter.assign_add(1)
    return tf.io.read_file(path)


# State: in parallel it would be changed in any order.
a = files.map(lambda p: tf.py_function(load, [p], tf.float32))
b = files.map(count)
c = files.map(lambda p: (tf.io.read_file(p), generator.normal([])))
# Next to nothing to do.
d = rows.map(lambda i: tf.cast(i, tf.float32) / 255.0)
e = rows.map(lambda i: (i, i + 1))
f = rows.interleave(lambda i: tf.data.Dataset.range(3))
# Over before threads have started.
g = tf.data.Dataset.from_tensor_slices(["a.jpg", "b.jpg"]).map(tf.io.read_file)


class Table:
    def map(self, function):
        return function(1)


# Other things called map.
h = Table().map(lambda p: tf.io.read_file(str(p)))
i = list(map(tf.io.read_file, ["a"]))


def unknown(dataset):
    return dataset.map(count)
