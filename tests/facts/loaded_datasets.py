import tensorflow as tf
import tensorflow_datasets as tfds


def of_builder(row):  # traced: yes  # driven_by_framework: yes
    return tf.cast(row["image"], tf.float32)


def of_load(row):  # traced: yes  # driven_by_framework: yes
    return tf.cast(row["image"], tf.float32)


def of_splits(row):  # traced: yes
    return tf.cast(row["image"], tf.float32)


def described(row):  # traced: yes
    return tf.cast(row["image"], tf.float32)


tfds.builder("mnist").as_dataset(split="train").map(of_builder)
tfds.load("mnist", split="train").map(of_load)
(train, test), info = tfds.load("mnist", split=["train", "test"], with_info=True)
train.map(of_splits)
ds, info = tfds.load("mnist", split="train", with_info=True)
ds.map(described)
