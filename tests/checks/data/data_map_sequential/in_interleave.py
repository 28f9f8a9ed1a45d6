# A pipeline that is made for each file, several files at a time.
import tensorflow as tf

files = tf.data.Dataset.list_files("*.tfrecord")


def read(path):
    return tf.data.TFRecordDataset(path).map(lambda r: tf.random.shuffle(tf.io.decode_raw(r, tf.uint8)))


def one_by_one(path):
    return tf.data.TFRecordDataset(path).map(lambda r: tf.random.shuffle(tf.io.decode_raw(r, tf.uint8)))  # expect: data-map-sequential


def both(path):
    return tf.data.TFRecordDataset(path).map(lambda r: tf.random.shuffle(tf.io.decode_raw(r, tf.uint8)))  # expect: data-map-sequential


a = files.interleave(read, num_parallel_calls=tf.data.AUTOTUNE)
b = files.interleave(one_by_one, cycle_length=4)  # expect: data-map-sequential
c = files.interleave(both, num_parallel_calls=4)
d = both("a.tfrecord")
e = files.interleave(
    lambda p: tf.data.TFRecordDataset(p).map(lambda r: tf.random.shuffle(tf.io.decode_raw(r, tf.uint8))),
    num_parallel_calls=tf.data.AUTOTUNE)
