import tensorflow as tf

x = tf.ones([2, 2])
y = tf.ones([3, 3])


@tf.function
def scale(v, k):
    return v * k


scale(x, 1)
scale(x, 2.5)
scale(x, 3)
scale(x, 3.0)


@tf.function
def layer_step(v, training):
    if training:
        return v * 2.0
    return v


layer_step(x, training=True)
layer_step(x, training=1)


@tf.function
def blank(like, level):
    return tf.fill(tf.shape(like), level)


blank(x, 0)
blank(y, 0.0)
blank(x, 1)
blank(x, 2.0)


@tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
def signed(level):
    return tf.fill([2], level)


signed(1)
signed(1.0)


@tf.function
def typed(level):
    return tf.constant(level, dtype=tf.float32) + tf.constant(level, tf.float32)


typed(1)
typed(1.0)


class Scaler:
    @tf.function
    def make(self, level):
        return tf.constant(level)


Scaler().make(1)
one = Scaler()
two = Scaler()
one.make(1)
two.make(1.0)


def eager(level):
    return tf.constant(level)


eager(1)
eager(1.0)
