import os
import sys
import time

import tensorflow as tf

SCALE = float(os.environ.get("LOSS_SCALE", "2"))
STARTED = time.time()


@tf.function
def step(x):
    begin = time.time()
    y = x * SCALE * float(os.environ.get("OTHER", "1"))
    print("traced in", time.time() - begin, "s")
    return y


@tf.function
def since_start(x):
    return x * STARTED


@tf.function
def stamped(x):
    return x + tf.cast(tf.timestamp(), tf.float32)


def clock(v):
    return v + time.time()


@tf.function
def called(x):
    return tf.numpy_function(clock, [x], tf.float32)


@tf.function
def configured(x):
    if len(sys.argv) > 3:
        return -x
    time.sleep(0.0)
    return x


x = tf.ones([3])
for _ in range(3):
    start = time.time()
    step(x), since_start(x), stamped(x), called(x), configured(x)
    print(time.time() - start)
