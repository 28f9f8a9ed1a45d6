import abc

import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = [tf.keras.layers.Dense(4) for _ in range(3)]

    def __call__(self, x):  # effects: none  # verdict: P1
        for block in self.blocks:
            x = block(x)
        return x


class Kernel(abc.ABC):
    @abc.abstractmethod
    def of(self, x):
        raise NotImplementedError

    def scale(self, x):  # effects: none
        return x / 2.0

    def both(self, x):  # effects: none
        return self.of(self.scale(x))


class Square(Kernel):
    def of(self, x):  # effects: none
        return tf.square(x)


class Scaled(Kernel):
    def of(self, x):  # effects: none
        return tf.abs(x)


class Loud(abc.ABC):
    @abc.abstractmethod
    def say(self, x):
        raise NotImplementedError


class Printing(Loud):
    def say(self, x):  # effects: print
        print("said")
        return x


class Other:
    def __init__(self, scale):
        self.scale = scale


def tested(value, x):  # effects: none
    if isinstance(value, Kernel):
        return value.of(x)
    return x


def annotated(kernel: Kernel, x):  # effects: none
    return kernel.of(x)


def handed_on(anything, x):  # effects: none
    return annotated(anything, x)


def loud(voice: Loud, x):  # effects: print
    return voice.say(x)


def static_sizes(thing):  # effects: none
    return thing.shape.as_list()


def updated(loss, x):  # effects: none
    loss += tf.reduce_sum(x)
    return loss


def updated_by_anything(items, more):  # effects: unknown
    items += more
    return items


def literals_from_nobody(x, height, rate=0.5):  # primitive_parameter: no
    return scaled_by(x, height)


def scaled_by(x, height):  # primitive_parameter: no
    return tf.image.resize(x, [height, height])


def rated_by_nobody(x, rate):
    return rated(x, rate)


def rated(x, rate=0.5):  # primitive_parameter: yes
    return tf.nn.dropout(x, rate)


def measured(x, model):  # primitive_parameter: no
    return model.predict_step(tf.square(x))


Net()
Other(something)
Square().scale(tf.ones([2]))
static_sizes(tf.ones([2]))
static_sizes(None)
measured(tf.ones([2]), something)
