import tensorflow as tf


@tf.function
def staged(x):
    for i in tf.range(10):
        if tf.reduce_sum(x) > 5.0:
            break
        x = x + 1.0
    return x


@tf.function
def continues(x, stop):
    for i in range(10):
        if i == stop:
            break
        if tf.reduce_sum(x) > 5.0:
            continue
        x = x + 1.0
    return x


@tf.function
def over_size(x, n):
    for i in range(n):
        if tf.reduce_sum(x) > 5.0:
            break
        x = x + 1.0
    for i in range(int(n)):
        if tf.reduce_sum(x) > 9.0:
            break
        x = x + 1.0
    return x


@tf.function
def constant(x):
    while tf.constant(True):
        x = x + 1.0
        if tf.reduce_sum(x) > 5.0:
            break
    return x


@tf.function
def inner(x):
    for i in range(2):
        for j in tf.range(3):
            if tf.reduce_sum(x) > 5.0:
                break
            x = x + 1.0
    return x


@tf.function
def both(x):
    i = tf.constant(0)
    while i < 10 and tf.reduce_sum(x) < 9.0:
        i = i + 1
        x = x + 1.0
    return x


@tf.function
def python_count(x):
    i = 0
    while i < 3:
        x = x + 1.0
        i += 1
    return x


def eager(x):
    for i in range(10):
        if tf.reduce_sum(x) > 5.0:
            break
        x = x + 1.0
    return x


@tf.function
def datasets(ds):
    total = 0.0
    for a, b in zip(ds, ds):
        if tf.reduce_sum(a) > 5.0:
            break
        total += tf.reduce_sum(b)
    return total


x = tf.ones([2])
staged(x)
continues(x, 2)
over_size(x, tf.constant(3))
constant(x)
inner(x)
both(x)
python_count(x)
eager(x)
datasets(tf.data.Dataset.from_tensor_slices([[1.0], [2.0]]))
