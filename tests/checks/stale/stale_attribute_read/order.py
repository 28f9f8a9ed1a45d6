# Near misses and hits that only the order of eager code tells apart.
import tensorflow as tf


class Net:
    def __init__(self, k=1.0):
        self.k = k
        self.on = False
        self.w = tf.Variable(1.0)

    @tf.function
    def once(self, x):
        return x * self.k

    @tf.function
    def single_round(self, x):
        return x * self.k

    @tf.function
    def before(self, x):
        return x * self.k

    @tf.function
    def typed(self, x):
        return x * tf.cast(self.k, x.dtype)

    @tf.function
    def twice(self, x):
        return x * self.k  # expect: stale-attribute-read

    @tf.function
    def inner(self, x):
        return x * self.k  # expect: stale-attribute-read

    @tf.function
    def late(self, x):
        return x if self.on else -x  # expect: stale-attribute-read

    @tf.function
    def through_setattr(self, x):
        return x * self.w  # expect: stale-attribute-read

    @tf.function
    def two_nets(self, x):
        return x * self.k

    @tf.function
    def wrapped(self, x):
        return x * self.k


x = tf.ones([2])


def only_once():
    net = Net()
    for epoch in range(10):
        net.k = 1.0 / (epoch + 1)
        if epoch == 5:
            net.once(x)


def one_round():
    net = Net()
    for _ in range(1):
        net.single_round(x)
        net.k = net.k * 2.0


def settled():
    net = Net()
    for epoch in range(10):
        net.k += 1.0
    for _ in range(3):
        net.before(x)


def other_types():
    net = Net()
    net.typed(x)
    net.k = 2.0
    net.typed(tf.ones([2], tf.int32))


def in_sequence():
    net = Net()
    net.twice(x)
    net.k = 2.0
    net.twice(x)


def nested(batches):
    net = Net()
    for epoch in range(10):
        net.k = 1.0 / (epoch + 1)
        for batch in batches:
            net.inner(x)


def switched(steps):
    net = Net()
    for step in range(steps):
        if step == 100:
            net.on = True
        net.late(x)


def replaced():
    net = Net()
    net.through_setattr(x)
    setattr(net, "w", tf.Variable(2.0))
    net.through_setattr(x)


def pair():
    first = Net()
    first.two_nets(x)
    second = Net()
    second.k = 3.0
    second.two_nets(x)


def made_again():
    for epoch in range(3):
        net = Net()
        net.k = 1.0 + epoch
        step = tf.function(net.wrapped)
        step(x)


only_once()
one_round()
settled()
other_types()
in_sequence()
nested([1, 2])
switched(1000)
replaced()
pair()
made_again()
