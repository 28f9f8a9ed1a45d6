import tensorflow as tf


def on_input(x):  # keras_symbolic_arguments: yes
    return tf.abs(x)


def on_feature(x):  # keras_symbolic_arguments: yes
    return tf.abs(x)


def on_tensor(x):  # keras_symbolic_arguments: no
    return tf.abs(x)


class Twice(tf.keras.layers.Layer):
    def call(self, x):  # keras_symbolic_arguments: no
        return x * 2.0


i = tf.keras.Input([4])
on_input(i)
on_feature(tf.keras.layers.Dense(3)(i))
on_tensor(tf.ones([2, 4]))
Twice()(i)
