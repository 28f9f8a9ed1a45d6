import cv2
import numpy as np
import tensorflow as tf

TABLE = [1.0, 2.0, 3.0]
NAMES = {0: "a", 1: "b"}

paths = tf.data.Dataset.from_tensor_slices(["a/b.png", "c/d.png"])
rows = tf.data.Dataset.from_tensor_slices([[1.0, 2.0], [3.0, 4.0]])
ids = tf.data.Dataset.range(3)


def helper(row):
    return np.mean(row)  # expect: data-map-python-call


def whole(row):
    return helper(row) * 2.0


images = paths.map(lambda p: cv2.imread(p.numpy().decode()))  # expect: data-map-python-call
kept = rows.filter(lambda r: not np.isnan(r).any())  # expect: data-map-python-call
values = ids.map(lambda i: TABLE[i])  # expect: data-map-python-call
names = ids.map(lambda i: NAMES[i])  # expect: data-map-python-call
some = ids.filter(lambda i: i in [1, 2])  # expect: data-map-python-call
stems = paths.map(lambda p: p.split("/")[-1])  # expect: data-map-python-call
texts = paths.map(lambda p: open(p).read())  # expect: data-map-python-call
sums = rows.map(lambda r: tf.add_n([v for v in r]))  # expect: data-map-python-call
means = rows.map(whole)
