import datetime
import time

import tensorflow as tf

metric = tf.keras.metrics.Mean()


@tf.function
def test_step(x):
    start = time.time()  # expect: stale-impure-call
    y = x * 2.0
    metric.update_state(time.time() - start)
    return y


@tf.function
def stamped(x):
    return x, tf.constant(time.perf_counter())  # expect: stale-impure-call


def now():
    return datetime.datetime.now().timestamp()  # expect: stale-impure-call


@tf.function
def helped(x):
    return x + now()


@tf.function
def asked(x):
    if input("negate? ") == "y":  # expect: stale-impure-call
        return -x
    return x


@tf.function
def timed(x):
    begin = time.monotonic()  # expect: stale-impure-call
    y = tf.reduce_sum(x)
    seconds = time.monotonic() - begin
    return y, seconds


x = tf.ones([3])
for _ in range(3):
    test_step(x), stamped(x), helped(x), asked(x), timed(x)
