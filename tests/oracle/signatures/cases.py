"""Functions and their calls. On the line of each def: the signature that `hybridize facts` finds for it (`signature:`), or the
reason why there is none (`none:`). tests/signatures holds the facts against it; tools/oracle/signatures.py runs the program with
each signature in place.
"""
import collections
import functools
import unittest

import numpy as np
import tensorflow as tf

Pair = collections.namedtuple("Pair", ["left", "right"])


# --- tensors

def one_call(x):  # signature: [tf.TensorSpec(shape=(2, 3), dtype=tf.float32)]
    return x + 1


def scalar(x):  # signature: [tf.TensorSpec(shape=(), dtype=tf.int32)]
    return x * 2


def open_axis(x):  # signature: [tf.TensorSpec(shape=(None, 3), dtype=tf.float32)]
    return tf.reduce_sum(x, axis=0)


def asserted(x):  # signature: [tf.TensorSpec(shape=(2, 3), dtype=tf.float32)]
    return x + 1


def open_rank(x):  # signature: [tf.TensorSpec(shape=None, dtype=tf.float32)]
    return tf.reduce_sum(x)


def two(x, y):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32), tf.TensorSpec(shape=(), dtype=tf.float32)]
    return x * y


def by_keyword(x, y):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32), tf.TensorSpec(shape=(), dtype=tf.float32)]
    return x - y


def positional_only(x, /, y):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32), tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return x / y


def array(x):  # signature: [tf.TensorSpec(shape=(2, 2), dtype=tf.float64)]
    return tf.linalg.det(x)


def text(x):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.string)]
    return tf.strings.length(x)


def flags(x):  # signature: [tf.TensorSpec(shape=(3,), dtype=tf.bool)]
    return tf.logical_not(x)


def batches(x):  # signature: [tf.TensorSpec(shape=(None, 2), dtype=tf.float32)]
    return tf.reduce_mean(x)


def mixed_dtypes(x):  # none: HETEROGENEOUS_DTYPE
    return x + x


def mixed_kinds(x):  # none: HETEROGENEOUS_SPARSITY
    return tf.sparse.to_dense(x) if isinstance(x, tf.SparseTensor) else x


def size_read(x):  # none: WITHHELD_STATICALLY_READ_AXES
    return tf.zeros([x.shape[0]])


def other_size_read(x):  # signature: [tf.TensorSpec(shape=(None, 3), dtype=tf.float32)]
    return tf.zeros([x.shape[1]]) + x


def rows_counted(x):  # none: WITHHELD_STATICALLY_READ_AXES
    return [row * 2 for row in x]


def rows_unpacked(x):  # none: WITHHELD_STATICALLY_READ_AXES
    first, *rest = x
    return first


def rank_asked(x):  # none: WITHHELD_STATICALLY_READ_AXES
    return tf.zeros([len(x.shape)])


def shape_taken(x):  # none: WITHHELD_STATICALLY_READ_AXES
    return tf.zeros(x.shape)


def rank_only(x):  # signature: [tf.TensorSpec(shape=(None, 3), dtype=tf.float32)]
    return x * float(x.shape.rank) * float(len(x.shape))


def array_meets_tensor(x, w):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32), tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return w * x


# --- ragged and sparse

def ragged(x):  # signature: [tf.RaggedTensorSpec(shape=(None, None), dtype=tf.int32)]
    return tf.reduce_sum(x, axis=1)


def ragged_twice(x):  # signature: [tf.RaggedTensorSpec(shape=(2, None, None), dtype=tf.int32)]
    return tf.reduce_sum(x, axis=2)


def sparse(x):  # signature: [tf.SparseTensorSpec(shape=(None, 3), dtype=tf.float32)]
    return tf.sparse.reduce_sum(x)


# --- variables

def reads_variable(v, x):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32), tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return v * x


def writes_variable(v, x):  # none: NON_TENSOR_PARAMETER
    v.assign_add(x)
    return v + 0


def watches_variable(v):  # none: NON_TENSOR_PARAMETER
    with tf.GradientTape() as tape:
        y = v * v
    return tape.gradient(y, v)


# --- Python values and defaults

def number(x, n):  # none: NON_TENSOR_PARAMETER
    return x * n


def default_left_out(x, scale=2.0):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return x * scale


def default_repeated(x, mode="sum"):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return tf.reduce_sum(x) if mode == "sum" else x


def default_supplied(x, scale=2.0):  # none: DEFAULTED_PARAMETER_SUPPLIED
    return x * scale


def default_tensor(x, mask=None):  # none: DEFAULTED_PARAMETER_SUPPLIED
    return x if mask is None else x * mask


def default_always_tensor(x, mask=None):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32), tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return x if mask is None else x * mask


def default_precedes(x, scale=2.0, bias=None):  # none: DEFAULTED_PARAMETER_PRECEDES_SPEC
    return x * scale + bias


def keyword_only(x, *, scale=2.0):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return x * scale


def keyword_only_required(x, *, y):  # none: NON_TENSOR_PARAMETER
    return x * y


def keyword_only_supplied(x, *, y=None):  # none: DEFAULTED_PARAMETER_SUPPLIED
    return x if y is None else x * y


def rest_left_out(x, *rest, **options):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return x


def rest(x, *rest):  # none: NON_TENSOR_PARAMETER
    return tf.add_n([x, *rest])


def numbers_only(a, b):  # none: NON_TENSOR_PARAMETER
    return a + b


def nothing():  # none: NO_TENSOR_PARAMETER
    return tf.constant(1)


# --- structures

def a_list(xs):  # signature: [[tf.TensorSpec(shape=(2,), dtype=tf.float32), tf.TensorSpec(shape=(), dtype=tf.int32)]]
    return xs[0] * tf.cast(xs[1], tf.float32)


def a_tuple(xs):  # signature: [(tf.TensorSpec(shape=(None,), dtype=tf.float32),)]
    return xs[0]


def a_dict(batch):  # signature: [{'image': tf.TensorSpec(shape=(2, 4), dtype=tf.float32), 'label': tf.TensorSpec(shape=(2,), dtype=tf.int32)}]
    return batch["image"], batch["label"]


def nested(x):  # signature: [(tf.TensorSpec(shape=(2,), dtype=tf.float32), {'a': [tf.TensorSpec(shape=(), dtype=tf.int32)]})]
    return x[0], x[1]["a"][0]


def lengths(xs):  # none: HETEROGENEOUS_ARITY
    return xs[0]


def keys(batch):  # none: HETEROGENEOUS_ARITY
    return batch["a"]


def list_or_tuple(xs):  # none: TENSOR_CONTAINER_UNSUPPORTED
    return xs[0]


def named(pair):  # none: TENSOR_CONTAINER_UNSUPPORTED
    return pair.left + pair.right


def with_number(pair):  # none: TENSOR_CONTAINER_UNSUPPORTED
    return pair[0] * pair[1]


def grown(xs):  # none: TENSOR_CONTAINER_UNSUPPORTED
    return tf.add_n(xs)


# --- methods

class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.ones([3, 2]))

    def project(self, x):  # signature: [tf.TensorSpec(shape=(None, 3), dtype=tf.float32)]
        return tf.matmul(x, self.w)

    def this(this, x):  # none: NON_TENSOR_PARAMETER
        return x + this.w

    @staticmethod
    def plain(x):  # signature: [tf.TensorSpec(shape=(4,), dtype=tf.float32)]
        return tf.nn.relu(x)

    @classmethod
    def of_class(cls, x):  # none: NON_TENSOR_PARAMETER
        return x


class Scale(tf.keras.layers.Layer):
    def call(self, x):  # signature: [tf.TensorSpec(shape=(None, 3), dtype=tf.float32)]
        return x * 2


class Noise(tf.keras.layers.Layer):
    def call(self, x, training=False):  # none: DEFAULTED_PARAMETER_SUPPLIED
        return x * 2 if training else x


class Anything(tf.keras.layers.Layer):
    def call(self, x, **options):  # none: NON_TENSOR_PARAMETER
        return x


# --- who calls

def assumed(x: tf.Tensor):  # none: TYPE_HINT_WITHOUT_DTYPE
    return x + 1


def hinted(x: tf.Tensor):  # none: TYPE_HINT_WITHOUT_DTYPE
    return x


def fails(x):  # none: EXPECTED_FAILURE_EVIDENCE_ONLY
    return tf.linalg.matmul(x, x)


def sometimes_fails(x):  # signature: [tf.TensorSpec(shape=(2, None), dtype=tf.float32)]
    return tf.linalg.matmul(x, x)


def inner(x):  # signature: [tf.TensorSpec(shape=(None,), dtype=tf.float32)]
    return x + 1


@tf.function
def outer(x):  # signature: [tf.TensorSpec(shape=(None,), dtype=tf.float32)]
    return inner(x)


@tf.function(input_signature=[tf.TensorSpec(shape=(None,), dtype=tf.float32)])
def signed(x):  # signature: [tf.TensorSpec(shape=(2,), dtype=tf.float32)]
    return x + 1


@tf.function(reduce_retracing=True)
def relaxed(x):  # signature: [tf.TensorSpec(shape=(None, 2), dtype=tf.float32)]
    return x + 1


@functools.lru_cache(maxsize=None)
def sizes():
    return 2, 3


def main():
    two_floats = tf.constant([1.0, 2.0])
    one_call(tf.ones([2, 3]))
    scalar(tf.constant(3))
    open_axis(tf.ones([2, 3]))
    open_axis(tf.ones([5, 3]))
    open_rank(tf.ones([2, 3]))
    open_rank(tf.ones([2]))
    two(two_floats, tf.constant(2.0))
    by_keyword(y=tf.constant(2.0), x=two_floats)
    positional_only(two_floats, y=two_floats)
    array(np.eye(2))
    text(tf.constant(["a", "bc"]))
    flags(tf.constant([True, False, True]))
    for batch in tf.data.Dataset.from_tensor_slices(tf.ones([5, 2])).batch(2):
        batches(batch)
    mixed_dtypes(tf.constant(1))
    mixed_dtypes(tf.constant(1.0))
    mixed_kinds(tf.ones([2]))
    mixed_kinds(tf.sparse.from_dense(tf.ones([2])))
    size_read(tf.ones([2, 3]))
    size_read(tf.ones([4, 3]))
    other_size_read(tf.ones([2, 3]))
    other_size_read(tf.ones([4, 3]))
    rows_counted(tf.ones([2, 3]))
    rows_counted(tf.ones([4, 3]))
    rows_unpacked(tf.ones([2, 3]))
    rows_unpacked(tf.ones([4, 3]))
    rank_asked(tf.ones([2, 3]))
    rank_asked(tf.ones([2]))
    for several in (tf.ones([2, 3]), tf.ones([4, 3])):
        shape_taken(several)
        rank_only(several)
    array_meets_tensor(np.ones(2), two_floats)

    ragged(tf.ragged.constant([[1, 2], [3]]))
    ragged(tf.ragged.constant([[1], [], [3]]))
    ragged_twice(tf.ragged.constant([[[1, 2], [3]], [[4]]]))
    sparse(tf.sparse.from_dense([[1.0, 0.0, 2.0]]))
    sparse(tf.sparse.from_dense([[1.0, 0.0, 2.0], [0.0, 0.0, 1.0]]))

    variable = tf.Variable([1.0, 2.0])
    reads_variable(variable, two_floats)
    writes_variable(variable, two_floats)
    watches_variable(variable)

    number(two_floats, 3)
    default_left_out(two_floats)
    default_repeated(two_floats)
    default_repeated(two_floats, "sum")
    default_repeated(two_floats, mode="sum")
    default_supplied(two_floats)
    default_supplied(two_floats, 3.0)
    default_tensor(two_floats)
    default_tensor(two_floats, two_floats)
    default_always_tensor(two_floats, mask=two_floats)
    default_precedes(two_floats, bias=two_floats)
    keyword_only(two_floats)
    keyword_only_required(two_floats, y=two_floats)
    keyword_only_supplied(two_floats, y=two_floats)
    rest_left_out(two_floats)
    rest(two_floats, two_floats)
    numbers_only(1, 2)
    nothing()

    a_list([two_floats, tf.constant(2)])
    a_tuple((two_floats,))
    a_tuple((tf.ones([3]),))
    a_dict({"image": tf.ones([2, 4]), "label": tf.constant([1, 2])})
    a_dict({"label": tf.constant([3, 4]), "image": tf.zeros([2, 4])})
    nested((two_floats, {"a": [tf.constant(1)]}))
    lengths([two_floats])
    lengths([two_floats, two_floats])
    keys({"a": two_floats})
    keys({"a": two_floats, "b": two_floats})
    list_or_tuple([two_floats])
    list_or_tuple((two_floats,))
    named(Pair(two_floats, two_floats))
    with_number((two_floats, 2.0))
    several = []
    for i in range(3):
        several.append(two_floats * float(i))
    grown(several)

    net = Net()
    net.project(tf.ones([2, 3]))
    net.project(tf.ones([4, 3]))
    net.this(tf.ones([3, 2]))
    Net.plain(tf.ones([4]))
    net.plain(tf.zeros([4]))
    Net.of_class(two_floats)
    Scale()(tf.ones([2, 3]))
    Scale()(tf.ones([5, 3]))
    Noise()(tf.ones([2, 3]), training=True)
    Anything()(tf.ones([2, 3]))

    hinted(5)
    case = unittest.TestCase()
    with case.assertRaises(tf.errors.InvalidArgumentError):
        fails(tf.ones([2, 3]))
    with case.assertRaises(tf.errors.InvalidArgumentError):
        sometimes_fails(tf.ones([2, 3]))
    sometimes_fails(tf.ones([2, 2]))
    outer(tf.ones([2]))
    outer(tf.ones([3]))
    signed(two_floats)
    relaxed(tf.ones([2, 2]))
    relaxed(tf.ones([3, 2]))
    parsed = tf.io.parse_tensor(tf.io.serialize_tensor(tf.ones([2, 3])), tf.float32)
    assert parsed.shape == (2, 3)
    asserted(parsed)
    sizes()


if __name__ == "__main__":
    main()
