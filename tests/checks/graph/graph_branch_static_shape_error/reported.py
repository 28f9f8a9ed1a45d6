import tensorflow as tf


@tf.function
def indexes(x, flag):
    y = x[0, 0]
    if flag:
        y = x[1, 3]  # expect: graph-branch-static-shape-error
    elif tf.reduce_sum(x) > 0.0:
        y = x[-3][0]  # expect: graph-branch-static-shape-error
    else:
        y = x[:, 7][0]  # expect: graph-branch-static-shape-error
    return y


@tf.function
def products(x, flag):
    if flag:
        x = x @ tf.zeros([4, 3])  # expect: graph-branch-static-shape-error
    return x


@tf.function
def shapes(x):
    while tf.reduce_sum(x) < 3.0:
        if tf.size(x) == 8:
            tf.reshape(x, (-1, 4))  # expect: graph-branch-static-shape-error
        x += 1.0
    return x


def helper(x):
    if tf.size(x) == 9:
        return tf.reshape(x, shape=[9])  # expect: graph-branch-static-shape-error
    return tf.zeros([9])


@tf.function
def step(x):
    return helper(x)


x = tf.ones([2, 3])
indexes(x, tf.constant(True))
products(x, tf.constant(True))
shapes(x)
step(x)
