import numpy as np
import tensorflow as tf

ROOT = "data"
MEAN = 2.0
TABLE = tf.constant([1.0, 2.0, 3.0])

paths = tf.data.Dataset.from_tensor_slices(["a/b.png", "c/d.png"])
rows = tf.data.Dataset.from_tensor_slices([[1.0, 2.0], [3.0, 4.0]])
ids = tf.data.Dataset.range(3)


def load(p):
    return np.float32(len(p.numpy().decode()))


images = paths.map(lambda p: tf.io.decode_png(tf.io.read_file(p)))
sizes = paths.map(lambda p: tf.py_function(load, [p], tf.float32))
full = paths.map(lambda p: ROOT + "/" + p)
signed = rows.map(lambda x: x if x[0] > 0 else -x)
centred = rows.map(lambda x: (x - MEAN) / np.prod(x.shape))
values = ids.map(lambda i: TABLE[i])
doubled = rows.map(lambda x: x * float(int(x[0])))
