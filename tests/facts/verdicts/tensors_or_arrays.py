"""A tensor from one caller, an array from another: the first computes with tensors."""
import numpy as np
import tensorflow as tf


def doubles(x):  # failures: none
    return x * 2.0


doubles(tf.ones([2]))
doubles(np.ones([2], np.float32))
