import numpy as np
import tensorflow as tf


class Counter:
    made = 0

    def __init__(self, n):  # effects: attribute_write
        self.n = n
        self.seen = []
        self.cell = {}

    def bump(self):  # effects: attribute_write
        self.n += 1
        return self.n

    def see(self, x):  # effects: container_write
        self.seen.append(x)

    def of_class(self):  # effects: attribute_write
        Counter.made += 1

    def read(self):  # effects: none
        return self.n

    @property
    def noisy(self):  # effects: print
        print("read")
        return 1

    @property
    def level(self):  # effects: none
        return self.n

    @level.setter
    def level(self, value):  # effects: attribute_write
        self.n = value

    def __setitem__(self, key, value):  # effects: container_write
        self.cell[key] = value

    def __enter__(self):  # effects: attribute_write
        self.n = 0
        return self

    def __exit__(self, *error):  # effects: none
        return None


shared = Counter(0)


def makes():  # effects: none
    return Counter(1)


def makes_and_bumps():  # effects: none
    c = Counter(1)
    c.bump()
    c.see(2)
    c.n = 5
    c.level = 3
    return c.n


def makes_by_another_and_bumps():  # effects: none
    c = makes()
    c.bump()
    return c


def bumps_the_shared():  # effects: attribute_write
    shared.bump()


def bumps_what_it_gets(c):  # effects: attribute_write
    c.bump()


def reads_a_property():  # effects: print
    return shared.noisy


def sets_a_property():  # effects: attribute_write
    shared.level = 2


def by_name():  # effects: attribute_write
    setattr(shared, "n", 1)


def enters():  # effects: attribute_write
    with shared:
        return 1


bumps_what_it_gets(shared)
shared[1] = 2


class Lazy(tf.Module):
    def __init__(self):  # effects: attribute_write
        self.v = None

    def __call__(self, x):  # effects: guarded_creation
        if self.v is None:
            self.v = tf.Variable(x)
        return self.v * x


class Net(tf.keras.layers.Layer):
    def __init__(self):  # effects: attribute_write
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    def build(self, shape):  # effects: guarded_creation
        self.w = self.add_weight(shape=(1,))

    def call(self, x):  # effects: none
        return self.dense(x)


class Leaky(tf.keras.layers.Layer):
    def call(self, x):  # effects: attribute_write
        self.last = x
        return x


Lazy()(1.0)
Net()(tf.ones([1, 2]))
Leaky()(tf.ones([1, 2]))
opt = tf.keras.optimizers.SGD(0.1)


def slows_down(x):  # effects: none
    opt.learning_rate = x


slows_down(0.2)


def fills_what_it_made(refs, x):  # effects: none
    parts = np.split(np.zeros([4, 2]), 2)
    for i, (ref, part) in enumerate(zip(refs, parts)):
        part[0] = i
    return tf.exp(x)


def fills_what_it_got(refs, x):  # effects: container_write
    parts = np.split(np.zeros([4, 2]), 2)
    for part, ref in zip(parts, refs):
        ref[0] = 1
    return tf.exp(x)


def fills_behind_a_star(refs, x):  # effects: container_write
    for *firsts, last in zip(np.zeros([2]), np.zeros([2]), refs):
        last[0] = 1
    return tf.exp(x)


fills_behind_a_star([[1], [2]], tf.ones([2]))
fills_what_it_made([[1], [2]], tf.ones([2]))
fills_what_it_got([[1], [2]], tf.ones([2]))
