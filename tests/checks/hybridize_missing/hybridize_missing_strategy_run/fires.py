# file: train.py
import tensorflow as tf

from replicas import step

strategy = tf.distribute.MirroredStrategy(["/cpu:0"])
resolver = tf.distribute.cluster_resolver.TPUClusterResolver()
tpu = tf.distribute.TPUStrategy(resolver)


def distributed_step(batch):
    losses = strategy.run(step, args=(batch,))  # expect: hybridize-missing-strategy-run warning
    return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)


def printed(batch):
    print("step")
    return strategy.run(step, args=(batch,))  # expect: hybridize-missing-strategy-run


tpu.run(step, args=(tf.ones([2]),))  # expect: hybridize-missing-strategy-run error
for batch in tf.data.Dataset.from_tensor_slices(tf.ones([8, 2])).batch(2):
    distributed_step(batch)
    printed(batch)
# file: replicas.py
import tensorflow as tf


def step(x):
    return tf.reduce_sum(x * x)
