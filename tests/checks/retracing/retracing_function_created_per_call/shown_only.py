"""Each new function counts its random numbers and its Python anew: moving it is shown, and not done."""
import tensorflow as tf

counts = [0]
tf.random.set_seed(1)


def draws(x):
    @tf.function
    def f(t):  # expect: retracing-function-created-per-call
        return t + tf.random.uniform([2], seed=3)

    return f(x)


def counts_up(x):
    @tf.function
    def f(t):  # expect: retracing-function-created-per-call
        counts[0] += 1
        return t * 2.0

    return f(x)


for _ in range(10):
    draws(tf.ones([2]))
    counts_up(tf.ones([2]))
