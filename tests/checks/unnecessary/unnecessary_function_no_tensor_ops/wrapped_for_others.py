"""Graphs that compute by a part or an augmented assignment, or are made for other functions too."""
import numpy as np
import tensorflow as tf


def batches():
    for i in range(3):
        yield np.ones([2, 4], np.int32) * i


def translate(strategy):
    for i, text in enumerate(batches()):
        if strategy:
            text = np.reshape(text, [1, 2, -1])
            text = tf.constant(text)

            @tf.function
            def as_per_replica():
                context = tf.distribute.get_replica_context()
                replica_id = context.replica_id_in_sync_group
                return replica_id, text[replica_id]

            text = strategy.run(as_per_replica)
            print(strategy.experimental_local_results(text))


translate(tf.distribute.MirroredStrategy(["/cpu:0"]))



def build(f, *args):
    f = tf.function(f)
    return f.get_concrete_function(*args).output_shapes


def identity(x):
    assert isinstance(x, tf.Tensor)
    return x


class Net(tf.Module):
    def __init__(self):
        self.w = tf.Variable(tf.ones([3, 3]))

    def __call__(self, x):
        return x @ self.w


print(build(identity, tf.TensorSpec([2, 3])))
print(build(Net(), tf.TensorSpec([2, 3])))


added = 3


@tf.function
def captures(b):
    b += added
    return b


print(captures(tf.constant(2)))
