"""Eager where somebody asks for it: the program makes graphs of the functions itself."""
import sys

import tensorflow as tf


def step(x):
    y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    return tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))


if "--graphs" in sys.argv:
    step = tf.function(step)
for i in range(100):
    step(tf.ones([4]))
