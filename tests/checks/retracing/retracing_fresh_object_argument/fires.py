import functools

import tensorflow as tf

batches = [tf.ones([2])] * 9


class Model:
    def loss(self, y):
        return tf.reduce_sum(y)


@tf.function
def step(x, loss):
    return loss(x)


def power(x, k):
    return x**k


def train(model):
    for x in batches:
        step(x, model.loss)  # expect: retracing-fresh-object-argument
        step(x, loss=lambda y: tf.reduce_sum(y))  # expect: retracing-fresh-object-argument
        step(x, functools.partial(power, k=2))  # expect: retracing-fresh-object-argument


train(Model())
