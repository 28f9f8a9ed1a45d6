import functools

import tensorflow as tf


class Plain:
    pass


class Child(Plain):
    def __init__(self, x):
        self.x = x


class Net(tf.Module):
    @tf.function
    def __call__(self, x):
        return self  # expect: graph-unsupported-return-value

    @tf.function
    def method(self, x):
        return self.other  # expect: graph-unsupported-return-value

    def other(self, x):
        return x


@tf.function
def in_a_dict(x):
    return {"a": x, "b": Child(x)}  # expect: graph-unsupported-return-value


@tf.function
def in_a_list(x):
    out = []
    for i in range(3):
        out.append(Child(x))
    return out  # expect: graph-unsupported-return-value


@tf.function
def on_one_path(x, flag):
    if flag:
        return Child(x)  # expect: graph-unsupported-return-value
    return x


@tf.function
def a_class(x):
    return Child  # expect: graph-unsupported-return-value


@tf.function
def an_expression(x):
    return (x * i for i in range(3))  # expect: graph-unsupported-return-value


def items(x):
    yield x


@tf.function
def of_generator(x):
    return items(x)  # expect: graph-unsupported-return-value


@tf.function
def a_partial(x):
    return functools.partial(items, x)  # expect: graph-unsupported-return-value


@tf.function
def a_set(x):
    return set([1, 2])  # expect: graph-unsupported-return-value


@tf.function
def an_optimizer(x):
    return tf.keras.optimizers.SGD(0.1)  # expect: graph-unsupported-return-value, graph-object-creation-in-call


@tf.function
def a_spec(x):
    return tf.TensorSpec([2], tf.float32)  # expect: graph-unsupported-return-value


short = tf.function(lambda x: Child(x))  # expect: graph-unsupported-return-value


def plain(x):
    return Child(x)  # expect: graph-unsupported-return-value


graph = tf.function(plain)
graph(tf.ones([2]))
short(tf.ones([2]))
Net()(tf.ones([2]))
on_one_path(tf.ones([2]), True)
