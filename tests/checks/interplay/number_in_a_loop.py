import tensorflow as tf


@tf.function
def blank(like, level):
    return tf.fill(tf.shape(like), level)


image = tf.ones([2, 2])
for level in range(100):
    blank(image, level)  # expect: retracing-python-scalar-argument
blank(image, 0.0)
