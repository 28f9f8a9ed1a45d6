import functools

import tensorflow as tf

FLAG = tf.constant(True)


def logged(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(*args)

    return wrapper


@logged
def helper(x):
    return x if tf.reduce_sum(x) > 0.0 else -x


class Net(tf.Module):
    @staticmethod
    def scale(x):
        return x if x[0] > 0.0 else -x

    def forward(self, x):
        try:
            with tf.name_scope("s"):
                return self.scale(x)
        finally:
            pass


class Deep(Net):
    def forward(self, x):
        return super().forward(x) if x[1] > 0.0 else x


net = Deep()


@tf.function
def converted(x):
    if tf.reduce_max(x) > 1.0:
        x = x / 2.0
    while x[0] > 1.0 and not x[1] > 3.0:
        x = x / 2.0
    return helper(x) + net.forward(x)


@tf.function(autograph=False)
def static(x, training=False, mask=None, kind="a"):
    if training:
        x = x * 2.0
    if mask is not None and kind == "a":
        x = x * mask
    if FLAG:
        x = x + 1.0
    if isinstance(x, tf.Tensor) and x.shape.rank == 1 and x.dtype == tf.float32:
        x = x + 1.0
    return x if len(x.shape) == 1 else x[0]


def named(a, v):
    return a + v if v > 0.0 else a


@tf.function
def scanned(x):
    return tf.scan(lambda a, v: named(a, v), x, 0.0)


@tf.function
def nested(x):
    def branch():
        return x if x[0] > 0.0 else -x

    return tf.cond(x[1] > 0.0, branch, lambda: helper(x))


@tf.function
def mapped(x):
    return tf.map_fn(each, x)


def each(v):
    return v if v > 0.0 else -v


@tf.function(autograph=False)
def calls_a_graph(x):
    return inner(x)


@tf.function
def inner(x):
    return x if x[0] > 0.0 else -x


def eager(x):
    if x[0] > 0.0:
        return x
    return helper(x)


x = tf.constant([1.0, 2.0])
converted(x)
static(x)
scanned(x)
nested(x)
mapped(x)
calls_a_graph(x)
eager(x)
