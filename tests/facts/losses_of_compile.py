import tensorflow as tf


def alone(y, p):  # driven_by_framework: yes  # traced: yes
    return tf.reduce_mean(tf.square(y - p))


def by_output(y, p):  # driven_by_framework: yes
    return tf.reduce_mean(tf.square(y - p))


def accuracy(y, p):  # driven_by_framework: yes
    return tf.reduce_mean(tf.cast(y == p, tf.float32))


def weighted(w):
    def loss(y, p):  # driven_by_framework: yes
        return w * tf.reduce_mean(tf.square(y - p))

    return loss


def nobody(y, p):  # driven_by_framework: no  # traced: no
    return tf.reduce_mean(tf.square(y - p))


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("adam", loss=alone, metrics=["mse", accuracy])
model.compile("adam", loss={"out": by_output, "other": weighted(2.0)})
model.fit(tf.ones([4, 2]), tf.ones([4, 1]))
