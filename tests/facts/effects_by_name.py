import tensorflow as tf


class Store:
    def peek(self):  # effects: none
        return 1

    def count(self):  # effects: attribute_write
        self.seen = 1

    def index(self, key, start, table):  # effects: attribute_write
        self.seen = key

    def fetch(self, key, table):  # effects: attribute_write
        self.seen = key


def shape_of(thing):  # effects: none
    return thing.shape.as_list()


def of_project(thing):  # effects: none
    return thing.peek()


def may_write(thing):  # effects: unknown
    return thing.count()


def takes_fewer(thing):  # effects: none
    return thing.index("key")


def takes_as_many(thing):  # effects: unknown
    return thing.index("key", 0, 1)


def that_none_takes(thing):  # effects: unknown
    return thing.fetch("key")


def of_nobody(thing):  # effects: callback
    return thing.frobnicate()


def fills(thing):  # effects: unknown
    thing.append(tf.constant(1))


def takes_a_value(thing):  # effects: none
    return thing.numpy()


def shape_by_method(thing):  # effects: none
    return thing.get_shape()


def of_something_of_it(conv: tf.keras.layers.Conv2D):  # effects: none
    return conv.kernel.get_shape()


def in_a_later_test(x):  # effects: none
    static = tf.convert_to_tensor([1.0, 2.0]).get_shape()
    if len(static) == 1:
        return x
    elif len(static.nowhere()) == 2:
        return x
    return x


def takes_out_of_its_own(serialized):  # effects: none
    features = tf.io.parse_example(serialized, {})
    return features.pop("label")


def takes_out_of_another(features):  # effects: unknown
    return features.pop("label")


# file: part.py
VALUE = 1


# file: whole.py
import part


def of_a_module(x):  # effects: unknown
    return part.encode(x)


# file: part.py
VALUE = 1


# file: whole.py
import part


def of_a_module(x):  # effects: unknown
    return part.encode(x)
