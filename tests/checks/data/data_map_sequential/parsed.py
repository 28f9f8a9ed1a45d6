# Parsed examples are dicts whose methods are known: nothing in it has state, and tf.data maps it in parallel by itself.
import tensorflow as tf


def parse(example):
    spec = {"label": tf.io.FixedLenFeature((), tf.int64), "words": tf.io.FixedLenFeature([4], tf.int64)}
    features = tf.io.parse_single_example(example, spec)
    label = features.pop("label")
    return features, label


def load(path):
    return tf.data.TFRecordDataset(path).map(parse)


single = load("a.tfrecord")
