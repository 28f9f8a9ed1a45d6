# file: ops.py
import tensorflow as tf
from tensorflow.python.framework import load_library

library = load_library.load_op_library("ops.so")
globals().update({name: getattr(library, name) for name in dir(library)})


# file: user.py
import tensorflow as tf

import ops

direct = tf.load_op_library("other.so")


def of_the_library(x):  # effects: none
    return direct.encode(x)


def through_globals(x):  # effects: none
    return ops.create_range_encoder(x)


# file: anything.py
from somewhere import names

globals().update(names)


# file: user_of_anything.py
import anything


def not_known(x):  # effects: unknown
    return anything.encode(x)
