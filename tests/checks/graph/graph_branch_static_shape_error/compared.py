import tensorflow.compat.v2 as tf
from tf_agents.trajectories.time_step import StepType
from tf_agents.utils import example_encoding


# What the decoder gives is not known: a field of it is compared, and gives a mask.
def last_first(traj):
    first = tf.where(traj.step_type == StepType.FIRST)
    if tf.shape(first)[0] == 0:
        n = tf.constant(0, tf.int32)
    else:
        n = tf.cast(first[-1, 0], tf.int32)
    return n


def load(files, spec):
    decoder = example_encoding.get_example_decoder(spec, batched=True)
    return tf.data.TFRecordDataset(files).batch(4).map(decoder).map(last_first)


@tf.function
def of_a_tensor(x, steps):
    first = tf.where(x == steps)
    if tf.shape(first)[0] == 0:
        return tf.constant(0, tf.int64)
    else:
        return first[-1, 0]


of_a_tensor(tf.constant([1, 2]), StepType.FIRST)


@tf.function
def of_numbers(x):
    first = tf.where(len(x.shape) == 3)
    if tf.shape(first)[0] == 0:
        return tf.constant(0, tf.int64)
    else:
        return first[-1, 0]  # expect: graph-branch-static-shape-error


of_numbers(tf.ones([2, 2]))
