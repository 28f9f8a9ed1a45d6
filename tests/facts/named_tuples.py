"""Named tuples with a class are structures of tensors, as TensorFlow takes them."""
import collections
from typing import NamedTuple

import tensorflow as tf


class Typed(NamedTuple):
    obs: tf.Tensor
    reward: tf.Tensor = None

    def doubled(self):  # failures: HAS_NO_TENSOR_PARAMETERS
        return self.obs * 2.0


class Below(collections.namedtuple("Below", ["obs", "reward"])):
    pass


class BelowTyped(NamedTuple("BelowTyped", [("obs", tf.Tensor)])):
    pass


def typed(t):  # failures: none  # verdict: P1
    return tf.nest.map_structure(lambda e: e * 2.0, t)


def below(t):  # failures: none  # verdict: P1
    return tf.nest.map_structure(lambda e: e * 2.0, t)


def below_typed(t):  # failures: none  # verdict: P1
    return tf.nest.map_structure(lambda e: e * 2.0, t)


def unpacked(t):  # failures: none  # verdict: P1
    obs, reward = t
    return obs + reward


def replaced(x):  # effects: none  # failures: none  # verdict: P1
    return below(Below(x, x)._replace(obs=x + 1.0))


def any_of_them(t: Below):  # failures: none  # verdict: P1
    return t.obs + tf.reduce_sum(t[1])


def counted(t):  # failures: none  # verdict: P1
    return len(t) * tf.reduce_sum(t.obs)


x = tf.ones([2])
typed(Typed(x, x))
Typed(x).doubled()
below(Below(x, reward=x))
below_typed(BelowTyped(x))
unpacked(Typed(x, x))
replaced(x)
counted(type(Below(x, x))(x, x))
