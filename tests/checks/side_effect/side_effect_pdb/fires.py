import pdb

import ipdb
import tensorflow as tf


@tf.function
def f(x):
    breakpoint()  # expect: side-effect-pdb note
    return helper(x)


def helper(x):
    pdb.set_trace()  # expect: side-effect-pdb
    ipdb.set_trace()  # expect: side-effect-pdb
    return x


ds = tf.data.Dataset.range(3).map(helper)
f(tf.ones([2]))
