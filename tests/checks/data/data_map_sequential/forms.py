# file: load.py
import tensorflow as tf

AUTO = tf.data.AUTOTUNE


def load_and_resize(path):
    image = tf.image.random_flip_up_down(tf.io.decode_jpeg(tf.io.read_file(path)))
    return tf.image.resize(image, [224, 224])


def parse(record):
    return tf.io.parse_single_example(record, {"x": tf.io.FixedLenFeature([], tf.float32)})


def augment(image):
    return tf.image.random_flip_left_right(load_and_resize(image))
# file: main.py
import tensorflow as tf

from load import AUTO, augment, load_and_resize, parse

files = tf.data.Dataset.list_files("images/*.jpg")
ds = files.map(load_and_resize).batch(32)  # expect: data-map-sequential
ds = (
    files.shuffle(100)
    .map(  # expect: data-map-sequential
        lambda path: load_and_resize(path),
    )
    .batch(32)
)
flipped = files.map(augment, deterministic=None)  # expect: data-map-sequential
lines = files.interleave(tf.data.TextLineDataset)  # expect: data-map-sequential
lines = files.interleave(lambda f: tf.data.TFRecordDataset(f), cycle_length=4)  # expect: data-map-sequential

# Parallel already, or by itself: these have no state.
records = tf.data.TFRecordDataset(files).map(parse)
direct = files.map(tf.io.read_file)
a = files.map(load_and_resize, num_parallel_calls=tf.data.AUTOTUNE)
b = files.map(load_and_resize, AUTO)
c = files.map(load_and_resize, 4)
options = {"num_parallel_calls": 4}
d = files.map(load_and_resize, **options)
e = files.interleave(tf.data.TextLineDataset, num_parallel_calls=AUTO)


def pipeline(paths, parallel):
    return paths.map(load_and_resize, num_parallel_calls=parallel)


f = pipeline(files, 8)
