import collections
import enum

import attr
import tensorflow as tf
import some_library

Pair = collections.namedtuple("Pair", "a b")


class Plain:
    pass


class Registered:
    def __init__(self, x):
        self.x = x


tf.register_tensor_conversion_function(Registered, lambda value, *args, **kwargs: value.x)


class Listed(list):
    pass


class OfLibrary(some_library.Base):
    pass


class Sized:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return [1.0, 2.0][i]


class Arrayed:
    def __array__(self, dtype=None):
        return [1.0]


class Flat:
    def __tf_flatten__(self):
        return (), ()

    @classmethod
    def __tf_unflatten__(cls, metadata, components):
        return cls()


@attr.s
class Attrs:
    x = attr.ib()


@some_library.decorate
class Decorated:
    pass


class Color(enum.Enum):
    RED = 1


@tf.function
def structures(x):
    return [x, (x, None)], Pair(x, x), {"a": 1}, Listed([x]), collections.OrderedDict(a=x)


@tf.function
def known_to_others(x):
    return OfLibrary(), Sized(), Arrayed(), Flat(), Attrs(x), Decorated(), some_library.make(x)


@tf.function
def of_tensorflow(x):
    ragged = tf.ragged.constant([[1.0], [2.0, 3.0]])
    array = tf.TensorArray(tf.float32, 2).unstack(x)
    return ragged, tf.sparse.from_dense(x), array, tf.data.Dataset.range(3), x.shape, x.dtype.size


@tf.function
def registered(x):
    return Registered(x)


@tf.function
def perhaps(x, y):
    return Plain() if y is None else x


@tf.function
def views(x):
    table = {"a": x}
    return table.values(), table.keys(), table.items(), range(3)


@tf.custom_gradient
def gradient(x):
    def grad(dy):
        return dy

    return x, grad


@tf.function
@tf.custom_gradient
def own_gradient(x):
    def grad(dy):
        return dy

    return x, grad


@tf.function
def uses(x):
    return gradient(x) + own_gradient(x)


def helper(x):
    return Plain(), lambda: x


@tf.function
def inside(x):
    plain, f = helper(x)
    return f()


class Generates(tf.Module):
    def __init__(self):
        super().__init__()
        self.generator = tf.random.Generator.from_seed(1)

    @tf.function
    def state(self):
        return self.generator.state


def eager(x):
    return Plain()


@tf.function
def hosted(x):
    if tf.executing_eagerly():
        return Plain()
    return x


eager(tf.ones([2]))
Generates().state()
for f in (structures, known_to_others, of_tensorflow, views, uses, inside, hosted):
    f(tf.ones([2]))
perhaps(tf.ones([2]), tf.ones([2]))


@tf.py_function(Tout=tf.float32)
def doubled(x):
    return x * 2.0


@tf.function
def decorated_for_python(x):  # called, `doubled` gives a tensor
    return doubled(x)


decorated_for_python(tf.ones([2]))
