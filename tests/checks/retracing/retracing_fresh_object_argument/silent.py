import functools

import tensorflow as tf

batches = [tf.ones([2])] * 9
kept = []


class Model:
    def __init__(self):
        self.bound = self.loss
        self.function = tf.reduce_sum

    def loss(self, y):
        return tf.reduce_sum(y)

    @staticmethod
    def plain(y):
        return tf.reduce_sum(y)

    @tf.function
    def staged(self, y):
        return tf.reduce_sum(y)


@tf.function
def step(x, loss):
    return loss(x)


@tf.function
def keeps(x, loss):
    kept.append(loss)
    return loss(x)


@tf.function
def outer(model, x):
    for i in range(9):
        x = x + step(x, model.loss)
    return x


model = Model()
loss = model.loss
square = functools.partial(tf.pow, y=2.0)
step(batches[0], lambda y: y)
for x in batches:
    step(x, loss)
    step(x, square)
    step(x, model.bound)
    step(x, model.function)
    step(x, model.plain)
    step(x, model.staged)
    step(x, tf.reduce_sum)
    keeps(x, model.loss)
    outer(model, x)
