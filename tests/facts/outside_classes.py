import tensorflow as tf
import tensorflow_probability as tfp
from tensorflow.python.ops.linalg.sparse import sparse as tfsp


def made_by_initializer(x):  # effects: none
    return tf.keras.initializers.GlorotUniform()([2, 3]) + x


def constrained(x):  # effects: none
    return tf.keras.constraints.NonNeg()(x)


def is_variable(thing):  # effects: none
    return isinstance(thing, tf.Variable)


def tells(thing):  # effects: print
    print(thing)


class Block(tf.Module):
    def kept(self):  # effects: none
        return tuple(self._flatten(predicate=is_variable))

    def shown(self):  # effects: print
        return tuple(self._flatten(predicate=tells))


def sparse_one(a, b):  # effects: none
    out = tfsp.matmul(a, b)
    return out.to_sparse_tensor() if hasattr(out, "to_sparse_tensor") else out


@tfp.distributions.RegisterKL(tfp.distributions.Normal, tfp.distributions.Normal)
def divergence(p, q):  # effects: none
    return tf.reduce_sum(p.loc - q.loc)


def calls_it(p, q):  # effects: none
    return divergence(p=p, q=q)
