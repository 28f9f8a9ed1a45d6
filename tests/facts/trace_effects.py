# file: main.py
import functools

import tensorflow as tf

from far import Counter, fill, record

log = []
shared = Counter()
CACHE = {}


def note(x):  # leaves: container_write
    log.append(1)
    return x


@tf.function
def step(x):  # leaves: none
    parts = []
    fill(parts, x)
    own = Counter()
    own.bump()
    record(shared, x)
    return note(x) + tf.add_n(parts)


@tf.function
def on_arguments(counter, items, x):  # leaves: rejected symbolic container_write
    counter.bump()
    items.append(x)
    return x


def eager_only(x):  # leaves: none
    log.append(x)
    return x


@tf.function
def behind_guards(x, k):  # leaves: guarded container_write, guarded symbolic container_write
    if k not in CACHE:
        CACHE[k] = 1
    if "range" not in CACHE:
        CACHE["range"] = tf.range(3)
    return x


@tf.function
def leaves_early(x, k):  # leaves: guarded container_write
    if k in CACHE:
        return x
    CACHE[k] = 2
    return x


@tf.function
def calls_behind_a_guard(x):  # leaves: none
    if shared.first is None:
        make_first()
    return x


def make_first():  # leaves: guarded attribute_write
    shared.first = 1


@functools.lru_cache
def memoized(name):  # leaves: guarded container_write
    log.append(name)
    return name


@tf.function
def calls_memoized(x):  # leaves: none
    memoized("a")
    return x


def maker():
    calls = []

    @tf.function
    def inside(x):  # leaves: container_write
        calls.append(1)
        return x

    return inside


@tf.function
def makes_and_runs(x):  # leaves: none
    def body(i):  # leaves: none
        kept.append(i)
        return i

    kept = []
    for i in range(3):
        body(i)
    return through_another(body, x)


def through_another(f, x):  # leaves: none
    f(1)
    return x


def element(row):  # leaves: none
    row.pop("label")
    return row


rows = tf.data.Dataset.from_tensor_slices({"x": [1.0], "label": [1]}).map(element)


class Inner(tf.keras.layers.Layer):
    def build(self, shape):  # leaves: building guarded_creation
        self.scale = 2.0

    def call(self, inputs):  # leaves: none
        return inputs * self.scale


class Model(tf.keras.Model):
    def __init__(self):  # leaves: none
        super().__init__()
        self.seen = 0
        self.last = None
        self.inner = Inner()

    def call(self, inputs):  # leaves: attribute_write, symbolic attribute_write
        self.seen = 1
        self.last = inputs * 2.0
        return self.inner(inputs)


class Flags:
    def __init__(self):  # leaves: none
        self.diverged = False
        self.count = 0
        self.python = False

    @tf.function
    def check(self, x):  # leaves: staged attribute_write, staged attribute_write, attribute_write
        if tf.reduce_sum(x) > 1.0:
            self.diverged = True
        for _ in tf.range(3):
            self.count += 1
        if x.shape[0] > 1:
            self.python = True
        return x


Flags().check(tf.ones([2]))


@tf.function
def outer(x):  # leaves: none
    given = {"x": x}
    return nested(given)


@tf.function
def nested(d):  # leaves: rejected container_write
    d["y"] = 1
    return d["x"]


x = tf.ones([2])
step(x)
on_arguments(shared, [x], x)
eager_only(x)
behind_guards(x, 1)
leaves_early(x, 1)
calls_behind_a_guard(x)
calls_memoized(x)
maker()(x)
makes_and_runs(x)
model = Model()
model.fit(x, x)
outer(x)
# file: far.py
class Counter:
    def __init__(self):  # leaves: none
        self.n = 0
        self.first = None
        self.value = None

    def bump(self):  # leaves: attribute_write
        self.n += 1


def fill(bucket, x):  # leaves: none
    bucket.append(x)


def record(counter, x):  # leaves: symbolic attribute_write
    counter.value = x + 1.0
