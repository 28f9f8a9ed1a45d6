import tensorflow as tf


class Store:
    def peek(self):  # effects: none
        return 1

    def count(self):  # effects: attribute_write
        self.seen = 1


def shape_of(thing):  # effects: none
    return thing.shape.as_list()


def of_project(thing):  # effects: none
    return thing.peek()


def may_write(thing):  # effects: unknown
    return thing.count()


def of_nobody(thing):  # effects: callback
    return thing.frobnicate()


def fills(thing):  # effects: unknown
    thing.append(tf.constant(1))


def takes_a_value(thing):  # effects: unknown
    return thing.numpy()
