"""Nested structures: tf.nest on tuples, lists and dicts, structures inside structures, packing."""
import collections

import numpy as np
import tensorflow as tf

Pair = collections.namedtuple("Pair", ["left", "right"])


def halved(x):
    return x / 2


def scaled(x, y):
    return tf.cast(x, tf.float32) * y


def length(x):
    return tf.shape(x)[0]


def take_first(leaves):
    return leaves[0]


def take_pair(pair):
    return pair.left + pair.right


def take_dict(batch):
    return batch["image"], batch["label"]


def take_scaled(both):
    return both[0] + both[1]["b"]


def on_arrays(arrays):
    return [tf.constant(a) for a in arrays]


def main():
    batch = {"label": tf.constant([1, 2]), "image": tf.ones([2, 3])}
    leaves = tf.nest.flatten(batch)
    take_first(leaves)
    take_dict(tf.nest.map_structure(tf.identity, batch))
    pair = tf.nest.map_structure(halved, Pair(tf.ones([4]), tf.zeros([4], tf.float64)))
    length(pair.left)
    take_pair(Pair(pair.left, tf.cast(pair.right, tf.float32)))
    structure = (tf.constant([1, 2, 3]), {"b": tf.constant([2, 4, 6]), "a": [tf.constant(1), tf.constant(2)]})
    weights = tf.nest.map_structure(lambda x: 0.5, structure)
    take_scaled(tf.nest.map_structure(scaled, structure, weights))
    flat = tf.nest.flatten(structure)
    take_scaled(tf.nest.pack_sequence_as(structure, [tf.cast(x, tf.float64) for x in flat]))
    packed = tf.nest.pack_sequence_as(structure, [tf.ones([i + 1]) for i in range(4)])
    length(packed[1]["a"][0])
    on_arrays(tf.nest.map_structure(lambda t: t.numpy(), [tf.ones([2]), tf.ones([3])]))
    on_arrays(tuple(np.ones([n]) for n in (2, 3)))


if __name__ == "__main__":
    main()
