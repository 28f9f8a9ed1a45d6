"""An outer loop brings the same texts again: each has its trace by then."""
import sys

import tensorflow as tf

names = sys.argv[1:]


@tf.function
def test_step(x, name):
    return tf.strings.join([tf.strings.as_string(x), name])


@tf.function
def once(x, name):
    return tf.strings.join([tf.strings.as_string(x), name])


for epoch in range(90):
    for name in names:
        test_step(tf.constant(1), "ood_{}".format(name))

for name in names:
    once(tf.constant(1), "ood_{}".format(name))  # expect: retracing-python-scalar-argument
