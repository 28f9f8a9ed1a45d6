# Where the program has layers of its own, a layer of a model may be one of them.
# file: main.py
import tensorflow as tf


class Loud(tf.keras.layers.Layer):
    def call(self, x):  # effects: print
        print("called")
        return x


model = tf.keras.Model()


def through_its_layers(x):  # effects: unknown
    for layer in model.layers:
        x = layer(x)
    return x
