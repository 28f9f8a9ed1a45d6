import pytest
import tensorflow as tf

strategy = tf.distribute.MirroredStrategy(["/cpu:0"])
one = tf.distribute.OneDeviceStrategy("/cpu:0")


def step(x):
    return tf.reduce_sum(x * x)


@tf.function
def staged(x):
    return tf.reduce_sum(x * x)


@tf.function
def distributed_step(batch):
    return strategy.run(step, args=(batch,))


def helper(batch):
    return strategy.run(step, args=(batch,))


@tf.function
def through_a_helper(batch):
    return helper(batch)


class Runner:
    def run(self, f, args):
        return f(*args)


def anything(somebody, batch):
    return somebody.run(step, args=(batch,))


x = tf.ones([2])
distributed_step(x)
through_a_helper(x)
strategy.run(staged, args=(x,))
one.run(step, args=(x,))
tf.distribute.get_strategy().run(step, args=(x,))
Runner().run(step, args=(x,))

with pytest.raises(ValueError):
    strategy.run(step, args=(x,))
