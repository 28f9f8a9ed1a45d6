# How each function is reached; ./dev oracle contexts runs the same program and holds the lines against what happens.
import contextlib
import functools
import typing
import unittest

import tensorflow as tf
from probe import here


@tf.function
def decorated(x):  # traced: yes  # converted: yes  # eager: no
    here("decorated")
    return helper(x)


def helper(x):  # traced: yes  # converted: yes  # eager: no
    here("helper")
    return x + 1.0


def wrapped(x):  # traced: yes  # converted: yes  # eager: no
    here("wrapped")
    return x


@functools.partial(tf.function, reduce_retracing=True)
def by_partial(x):  # traced: yes  # converted: yes  # eager: no
    here("by_partial")
    return x


@tf.function(autograph=False)
def not_converted(x):  # traced: yes  # converted: no  # eager: no
    here("not_converted")
    return below_not_converted(x) + own_options(x)


def below_not_converted(x):  # traced: yes  # converted: no  # eager: no
    here("below_not_converted")
    return x


@tf.function
def own_options(x):  # traced: yes  # converted: yes  # eager: no
    here("own_options")
    return x


@tf.autograph.experimental.do_not_convert
def kept_as_it_is(x):  # traced: yes  # converted: no  # eager: no
    here("kept_as_it_is")
    return below_kept(x)


def below_kept(x):  # traced: yes  # converted: no  # eager: no
    here("below_kept")
    return x


class Worker:
    def __init__(self):  # traced: yes  # converted: no
        here("Worker.__init__")
        self.made = from_constructor(1.0)

    def __enter__(self):  # traced: yes  # converted: no
        here("Worker.__enter__")
        return self

    def __exit__(self, *error):  # converted: no  # unseen: traced=yes
        here("Worker.__exit__")
        return False

    def __call__(self, x):  # traced: yes  # converted: yes
        here("Worker.__call__")
        return self.method(x)

    def method(self, x):  # traced: yes  # converted: yes
        here("Worker.method")
        return self.static(x)

    @staticmethod
    def static(x):  # traced: yes  # converted: yes
        here("Worker.static")
        return x

    @classmethod
    def of_class(cls, x):  # traced: yes  # converted: yes
        here("Worker.of_class")
        return x

    @property
    def size(self):  # traced: yes  # converted: no
        here("Worker.size")
        return 1.0

    def __add__(self, other):  # traced: yes  # converted: no
        here("Worker.__add__")
        return other

    def __getitem__(self, index):  # traced: yes  # converted: no
        here("Worker.__getitem__")
        return 1.0

    def __len__(self):  # traced: yes  # converted: no
        here("Worker.__len__")
        return 3


class Countdown:
    def __iter__(self):  # traced: yes  # converted: no
        here("Countdown.__iter__")
        self.left = 2
        return self

    def __next__(self):  # traced: yes  # converted: no
        here("Countdown.__next__")
        self.left -= 1
        if self.left == 0:
            raise StopIteration
        return 1.0


def from_constructor(x):  # traced: yes  # converted: no
    here("from_constructor")
    return x


class Special(Worker):
    def method(self, x):  # traced: yes  # converted: yes
        here("Special.method")
        return super().method(x)


@tf.function
def uses_objects(x):
    worker = Special()
    with worker as entered:
        x = entered(x)
    x = Worker.of_class(x) + worker.size + worker[0] + (worker + x)
    for step in Countdown():
        x += step
    return x * float(len(worker))


def yields(x):  # traced: yes  # converted: no
    here("yields")
    yield below_yield(x)


def below_yield(x):  # traced: yes  # converted: no
    here("below_yield")
    return x


@contextlib.contextmanager
def managed(x):  # traced: yes  # converted: no
    here("managed")
    yield x


@functools.lru_cache(maxsize=None)
def cached(n):  # traced: yes  # converted: no
    here("cached")
    return n


def loop_else(x):  # traced: yes  # converted: no
    here("loop_else")
    for n in range(2):
        x = below_loop_else(x) + float(n)
    else:
        x += 1.0
    return x


def below_loop_else(x):  # traced: yes  # converted: no
    here("below_loop_else")
    return x


def while_else_inside(x):  # traced: yes  # converted: no
    here("while_else_inside")

    def inner(n):
        while n > 3:
            n -= 1
        else:
            n = 0
        return n

    return x + float(inner(2))


def yield_inside(x):  # traced: yes  # converted: no
    here("yield_inside")

    def inner():
        yield x

    return next(inner())


def matches(x, mode):  # traced: yes  # converted: no
    here("matches")
    match mode:
        case "a":
            return x
        case _:
            return x * 2.0


def tries(x):  # traced: yes  # converted: yes
    here("tries")
    try:
        text = f"{x.shape}"
    finally:
        first, *rest = [x, x]
    return first if text else rest[0]


class Private:
    def reads(self, x):  # traced: yes  # converted: no
        here("Private.reads")
        return self.__hidden(x)

    def __hidden(self, x):  # traced: yes  # converted: no
        here("Private.__hidden")
        return x

    def other(self, x):  # traced: yes  # converted: yes
        here("Private.other")
        return x if self.__class__ else None


class Row(typing.NamedTuple):
    a: object

    def total(self):  # traced: yes  # converted: no
        here("Row.total")
        return self.a


@functools.wraps(helper)
def wrapping(x):  # traced: yes  # converted: yes
    here("wrapping")
    return x


def default_argument(x):  # traced: yes  # converted: yes
    here("default_argument")
    return x


def from_table(x):  # traced: yes  # converted: yes
    here("from_table")
    return x


def by_partial_inside(scale, x):  # traced: yes  # converted: yes
    here("by_partial_inside")
    return x * scale


def in_comprehension(x):  # traced: yes  # converted: yes
    here("in_comprehension")
    return x


def in_filter(x):  # traced: yes  # converted: yes
    here("in_filter")
    return True


TABLE = {"a": from_table}


@tf.function
def uses_callees(x, function=default_argument):
    for part in yields(x):
        x = part
    with managed(x) as y:
        x = y
    x = x + cached(1.0) + loop_else(x) + while_else_inside(x) + yield_inside(x) + matches(x, "a") + tries(x)
    private = Private()
    x = private.reads(x) + private.other(x) + Row(x).total() + wrapping(x) + function(x) + TABLE["a"](x)
    x = functools.partial(by_partial_inside, 2.0)(x)
    return tf.add_n([in_comprehension(n) for n in (x, x) if in_filter(n)])


class Case(unittest.TestCase):
    def called(self, x):  # traced: yes  # converted: no
        here("Case.called")
        return x

    @tf.function
    def entered(self, x):  # traced: yes  # converted: yes
        here("Case.entered")
        return self.called(x)


def island(x):  # eager: yes  # traced: no
    here("island")
    return x


def numpy_island(x):  # eager: yes  # traced: no
    here("numpy_island")
    return x


def lifted(x):  # eager: yes  # traced: no
    here("lifted")
    return x


def when_eager(x):  # traced: no
    here("when_eager")
    return x


@tf.function
def uses_islands(x):
    with tf.init_scope():
        lifted(1.0)
    if tf.executing_eagerly():
        when_eager(x)
    return tf.py_function(island, [x], tf.float32) + tf.numpy_function(numpy_island, [x], tf.float32)


def eager_code(x):  # eager: yes  # traced: no  # converted: no
    here("eager_code")
    return x


t = tf.constant([1.0, 2.0])
decorated(t)
tf.function(wrapped)(t)
by_partial(t)
not_converted(t)
tf.function(kept_as_it_is)(t)
uses_objects(t)
uses_callees(t)
case = Case()
case.entered(t)
uses_islands(t)
eager_code(t)
