import functools

import tensorflow as tf

seen = []
last = None
cache = {}


def loss_of(x):
    return tf.reduce_mean(x * x)


class Trainer:
    def __init__(self):
        self.last_loss = None
        self.history = []
        self.mask = None
        self.v = tf.Variable(0.0)
        self.h = tf.zeros([2])
        self.pair = None
        self.grads = None

    @tf.function
    def step(self, x):
        self.last_loss = loss_of(x)  # expect: side-effect-tensor-leak error
        self.history.append(loss_of(x))  # expect: side-effect-tensor-leak warning
        return loss_of(x)

    @tf.function
    def masked(self, x):
        if self.mask is None:
            self.mask = tf.range(3)  # expect: side-effect-tensor-leak error
        return x * tf.cast(self.mask, x.dtype)

    @tf.function
    def replace(self, x):
        self.v = self.v + x  # expect: side-effect-tensor-leak
        return self.v

    @tf.function
    def recur(self, x):
        self.h = tf.tanh(self.h + x)  # expect: side-effect-tensor-leak error
        return self.h

    @tf.function
    def tuples(self, x):
        y, self.pair = split(x)  # expect: side-effect-tensor-leak
        return y

    @tf.function
    def in_a_helper(self, x):
        return self.keep(x + 1.0)

    def keep(self, y):
        self.kept = y  # expect: side-effect-tensor-leak warning
        return y

    @tf.function
    def keeps_gradients(self, x):
        with tf.GradientTape() as tape:
            y = self.v * x
        self.grads = tape.gradient(y, [self.v])  # expect: side-effect-tensor-leak
        return y


def split(x):
    return x + 1.0, x * 2.0


t = Trainer()
t.step(tf.ones([2]))
t.masked(tf.ones([3]))
t.replace(tf.constant(1.0))
t.recur(tf.ones([2]))
t.tuples(tf.ones([2]))
t.in_a_helper(tf.ones([2]))
t.keeps_gradients(tf.ones([2]))
print(t.last_loss.numpy())


@tf.function
def to_global(x):
    global last
    last = x * 2.0  # expect: side-effect-tensor-leak error
    return last


to_global(tf.ones([2]))
print(last)


@tf.function
def to_list(x):
    seen.append(x)  # expect: side-effect-tensor-leak
    return x


@tf.function
def to_dict(x):
    if "range" not in cache:
        cache["range"] = tf.range(4)  # expect: side-effect-tensor-leak
    return x + tf.cast(cache["range"], x.dtype)


@functools.lru_cache(maxsize=None)
def table(n):
    return tf.range(n)  # expect: side-effect-tensor-leak


@tf.function
def with_table(x):
    return x + tf.cast(table(4), x.dtype)


to_list(tf.ones([4]))
to_dict(tf.ones([4]))
with_table(tf.ones([4]))
