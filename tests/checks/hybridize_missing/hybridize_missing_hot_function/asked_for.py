"""Eager where somebody asks for it: the program makes graphs of the functions itself."""
import tensorflow as tf


class Evaluator:
    def __init__(self, graphs):
        self.graphs = graphs

    def evaluate(self):
        def step(x):
            y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
            y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
            return inner(tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)))

        if self.graphs:
            step = tf.function(step)
        for _ in range(100):
            step(tf.ones([4]))


def inner(x):
    y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    return tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))


Evaluator(True).evaluate()
Evaluator(False).evaluate()
