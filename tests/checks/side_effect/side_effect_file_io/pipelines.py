# A pipeline reads a file each time that it is built; a tf.function once and for all.
import numpy as np
import tensorflow as tf


def mixed(folder, x):
    with tf.io.gfile.GFile(folder + "/counts", "rb") as f:
        counts = np.load(f)
    with open(folder + "/more") as f:
        more = f.read()
    return x + counts + len(more)


def noted(folder, x):
    with open(folder + "/log", mode="a") as f:  # expect: side-effect-file-io
        f.write("built")
    np.save(folder + "/x.npy", 1.0)  # expect: side-effect-file-io
    return x


def by_value(path):
    return tf.constant(np.load(path))  # expect: side-effect-file-io error


def also_in_a_step(folder, x):
    return x + np.load(folder + "/counts")  # expect: side-effect-file-io


@tf.function
def step(x):
    return also_in_a_step("out", x)


def build(folder):
    data = tf.data.Dataset.range(4).map(lambda x: mixed(folder, x))
    data = data.filter(lambda x: x < np.load(folder + "/limit.npy"))
    data = data.map(lambda x: also_in_a_step(folder, x))
    return data.map(lambda x: noted(folder, x))


for epoch in range(3):
    np.save("out/counts", np.float32(epoch))
    build("out")
step(tf.ones([2]))
tf.data.Dataset.from_tensor_slices(["a.npy"]).map(by_value)
