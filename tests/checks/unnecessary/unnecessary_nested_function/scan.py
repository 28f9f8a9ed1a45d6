"""A loop that is unrolled calls it through a function that is handed there."""
import tensorflow as tf

w = tf.Variable(tf.ones([8, 8]))


def scan(fn, inputs, start):
    last, outputs = start, []
    for index in range(50):
        last = fn(last, inputs[index])
        outputs.append(last)
    return tf.stack(outputs, 0)


def once(fn, x):
    return fn(x)


@tf.function
def cell(state, x):
    return tf.nn.elu(tf.matmul(state, w) + x)


@tf.function
def head(x):  # expect: unnecessary-nested-function
    return x * 2.0


@tf.function
def train(x):
    states = scan(lambda state, one: cell(state, one), x, tf.zeros([4, 8]))
    return tf.reduce_mean(once(lambda s: head(s), states))


for _ in range(3):
    train(tf.ones([50, 4, 8]))
