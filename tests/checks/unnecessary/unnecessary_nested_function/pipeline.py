"""tf.data converts the nested function that is handed to it, and not what that calls."""
import tensorflow as tf


@tf.function
def digits(u):
    n = 0
    while u > 0:
        u = u // 10
        n += 1
    return n


@tf.function
def count(data):
    def add(total, u):
        return total + digits(u)

    return data.reduce(0, add)


for _ in range(3):
    count(tf.data.Dataset.range(5).map(lambda u: tf.cast(u, tf.int32)))
