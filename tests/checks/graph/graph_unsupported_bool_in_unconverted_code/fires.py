import functools

import tensorflow as tf

flag = tf.Variable(True)


def helper(x):
    if tf.reduce_sum(x) > 0.0:  # expect: graph-unsupported-bool-in-unconverted-code
        return x
    return -x


@tf.function(autograph=False)
def off(x):
    while tf.reduce_max(x) > 1.0:  # expect: graph-unsupported-bool-in-unconverted-code
        x = x / 2.0
    y = x if tf.reduce_sum(x) > 0.0 else -x  # expect: graph-unsupported-bool-in-unconverted-code
    a = x[0] > 0.0 and x[1] > 0.0  # expect: graph-unsupported-bool-in-unconverted-code
    b = not x[0] > 0.0  # expect: graph-unsupported-bool-in-unconverted-code
    c = 0.0 < x[0] < 1.0  # expect: graph-unsupported-bool-in-unconverted-code
    if flag:  # expect: graph-unsupported-bool-in-unconverted-code
        y = y * 2.0
    return helper(y), a, b, c


@tf.autograph.experimental.do_not_convert
def kept(x):
    if x[0] > 0.0:  # expect: graph-unsupported-bool-in-unconverted-code
        return x
    return -x


@tf.function
def through_kept(x):
    return kept(x)


@tf.function
def for_else(x):
    for rate in (0.5, 0.25):
        if tf.reduce_sum(x) > rate:  # expect: graph-unsupported-bool-in-unconverted-code
            break
    else:
        rate = 0.1
    return x * rate


def body(x):
    return x if x > 0.0 else -x  # expect: graph-unsupported-bool-in-unconverted-code


@tf.function
def handed(x):
    return tf.stack(list(map(body, [x[0], x[1]])))


@tf.function
def vectorized(x):
    return tf.vectorized_map(sign, x)


def sign(x):
    if x > 0.0:  # expect: graph-unsupported-bool-in-unconverted-code
        return x
    return -x


class Box:
    def __init__(self, x):
        self.x = x
        if x[0] > 0.0:  # expect: graph-unsupported-bool-in-unconverted-code
            self.x = -x

    @property
    def small(self):
        return helper(self.x)


@tf.function
def constructs(x):
    return Box(x).small


@tf.function
def filtered(x):
    return tf.add_n([v for v in [x[0], x[1]] if v > 0.0])  # expect: graph-unsupported-bool-in-unconverted-code


x = tf.constant([1.0, 2.0])
off(x)
through_kept(x)
for_else(x)
handed(x)
vectorized(x)
constructs(x)
filtered(x)
