# A callback belongs to the object it was given to, not to all objects of its class.
import tensorflow as tf


class Task:
    def __init__(self, callback):
        self.callback = callback

    def __call__(self, x):
        return self.callback(x)


def traced_callback(x):
    print("in a graph", x)  # expect: side-effect-print
    return x


def eager_callback(x):
    print("eagerly", x)
    return x


staged = tf.function(Task(traced_callback))
staged(tf.constant(1.0))
plain = Task(eager_callback)
plain(tf.constant(1.0))
