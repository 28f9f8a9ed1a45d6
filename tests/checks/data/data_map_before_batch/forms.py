import tensorflow as tf

FACTOR = 2.0
images = tf.data.Dataset.from_tensor_slices(tf.ones([12, 4, 4], tf.uint8))
strings = tf.data.Dataset.list_files("*.jpg")
MEAN = tf.ones([4])


def scaled(x):
    return tf.cast(x, tf.float32) / 255.0 * FACTOR


def several(x):
    y = tf.cast(x, tf.float32)
    return y


a = images.map(scaled).batch(4)  # expect: data-map-before-batch
b = images.map(scaled, num_parallel_calls=4).batch(4)  # expect: data-map-before-batch
c = (
    images.map(lambda x: -tf.square(tf.cast(x, tf.float32)))  # expect: data-map-before-batch
    .batch(4)
    .prefetch(1)
)
# Something stands between, the order matters, or the sizes may differ.
d = images.map(scaled).shuffle(4).batch(4)
e = images.map(lambda x: x).batch(4)
f = images.map(several).batch(4)
g = strings.map(lambda p: tf.io.decode_jpeg(tf.io.read_file(p))).batch(4)
h = images.map(lambda x: x[0]).batch(4)
i = images.map(lambda x: tf.transpose(x)).batch(4)
j = images.map(lambda x: tf.cast(x, tf.float32) - MEAN).batch(4)
k = images.map(scaled).padded_batch(4)
l = images.map(lambda x: tf.reshape(x, [-1]) * 2).batch(4)
