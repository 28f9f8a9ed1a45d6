import pprint

import tensorflow as tf


@tf.function
def step(x):
    pprint.pprint(x)  # expect: side-effect-print
    list(map(print, [x, x]))  # expect: side-effect-print
    return x


@tf.function(autograph=False)
def unconverted(x):
    say = print
    say("x", x)  # expect: side-effect-print
    return x


@tf.function
def converted(x):
    say = print
    say("x", x)
    return x


step(tf.ones([2]))
unconverted(tf.ones([2]))
converted(tf.ones([2]))
