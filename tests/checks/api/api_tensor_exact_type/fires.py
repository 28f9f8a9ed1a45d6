import numpy as np
import tensorflow as tf
from tensorflow import Tensor


def equal(t):
    return t.numpy() if type(t) == tf.Tensor else t  # expect: api-tensor-exact-type


def different(t):
    if type(t) is not Tensor:  # expect: api-tensor-exact-type
        return np.asarray(t)
    return t


def reversed_sides(t):
    return tf.Tensor is type(t)  # expect: api-tensor-exact-type


def listed(t):
    return type(t) in (list, tf.Tensor)  # expect: api-tensor-exact-type


def by_name(t):
    return type(t).__name__ == "Tensor"  # expect: api-tensor-exact-type


def unequal(t):
    return None if type(t) != tf.Tensor else t  # expect: api-tensor-exact-type


def beside_another_test(t, graph):
    if graph is None and type(t) is tf.Tensor:  # expect: api-tensor-exact-type
        raise ValueError(t)
    return t
