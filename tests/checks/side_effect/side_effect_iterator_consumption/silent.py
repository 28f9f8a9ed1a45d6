import numpy as np
import tensorflow as tf

ds = tf.data.Dataset.from_tensor_slices(tf.ones([8, 2])).batch(2)
it = iter(ds)
table = {"a": 1.0, "b": 2.0}


@tf.function
def step(iterator):
    return next(iterator) * 2.0


@tf.function
def of_global():
    return next(it)


class Net:
    def __init__(self):
        self.kernels = [1.0, 2.0]
        self.it = iter(ds)

    @tf.function
    def own_iterators(self, x):
        kernels = iter(self.kernels)
        x = x * next(kernels)
        for i, k in enumerate(self.kernels):
            x = x + float(i) * k
        for v in self.walk():
            x = x + v
        return x + float(sum(i for i in range(3)))

    def walk(self):
        for k in self.kernels:
            yield k

    @tf.function
    def views(self, x):
        for _, v in table.items():
            x = x + v
        for i in range(3):
            x = x + float(i)
        return x

    @tf.function
    def of_attribute(self):
        return next(self.it)

    @tf.function
    def first(self):
        return next(iter(ds))


def eager():
    numbers = iter([1.0, 2.0])
    return next(numbers)


for _ in range(3):
    step(it)
of_global()
n = Net()
n.own_iterators(tf.ones([2]))
n.views(tf.ones([2]))
n.of_attribute()
n.first()
eager()
