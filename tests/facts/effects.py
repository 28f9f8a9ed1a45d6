import functools
import logging
import os
import random
import subprocess
import time
import warnings

import numpy as np
import tensorflow as tf
import tensorflow_datasets

from far import one  # a chain over files

total = 0
log = []
handlers = []
table = {"a": 1}
grid = [[1], [2]]
stream = iter([1, 2, 3])
v = tf.Variable(0.0)


def prints(x):  # effects: print
    print(x)
    return x


def seeded(x):  # effects: none
    return x, np.random.default_rng(7)


def seeded_by_name(x):  # effects: none
    return x, np.random.default_rng(seed=7)


def perhaps_seeded(x, seed=None):  # effects: random_numpy
    return x, np.random.default_rng(seed)


def unites(x):  # effects: none
    both = set([1.0]).union([2.0])
    both.add(3.0)
    return x


def unseeded(x):  # effects: random_numpy
    return x, np.random.default_rng()


def raises_another(x, error):  # effects: none
    if x is None:
        raise error("nothing")
    try:
        return tf.abs(x)
    except ValueError as e:
        raise type(e)("no number")


def prints_in_a_graph(x):  # effects: none
    tf.print(x)
    tf.debugging.assert_positive(x)
    v.assign_add(1.0)
    return x


def logs():  # effects: logging
    logging.info("x")


def logs_by_tensorflow():  # effects: logging
    tf.compat.v1.logging.info("x")


def loads_data():  # effects: file
    return tensorflow_datasets.load("mnist")


def logs_by_logger():  # effects: logging
    logging.getLogger(__name__).warning("x")


def warns():  # effects: warning
    warnings.warn("x")


def reads_a_file(path):  # effects: file
    with open(path) as f:
        return f.read()


def runs():  # effects: process
    subprocess.run(["ls"])


def clock():  # effects: time
    return time.time()


def variable_of_the_system():  # effects: environment
    return os.environ.get("HOME")


def draws():  # effects: random_python
    return random.random()


def draws_an_array():  # effects: random_numpy
    return np.random.rand(3)


def draws_in_a_graph():  # effects: none
    return tf.random.uniform([3])


def asks():  # effects: input
    return input()


def counts():  # effects: global_write
    global total
    total += 1


def reads_a_global():  # effects: none
    global total
    return total + 1


def appends():  # effects: container_write
    log.append(1)


def appends_to_its_own(n):  # effects: none
    out = []
    for i in range(n):
        out.append(i)
    return out


def stores():  # effects: container_write
    table["a"] = 2


def stores_deep():  # effects: container_write
    row = grid[0]
    row[0] = 2


def deletes():  # effects: container_write
    del table["a"]


def copies_first(d):  # effects: none
    d = dict(d)
    d["x"] = 1
    return d


def fills(d):  # effects: container_write
    d["x"] = 1


def fills_its_own():  # effects: none
    d = {}
    fills(d)
    return d


def fills_a_global():  # effects: container_write
    fills(table)


def hands_on(d):  # effects: container_write
    fills(d=d)


def extends(a):  # effects: container_write
    a += [1]


def adds(x):  # effects: none
    x += 1
    return x


def may_get_a_list(l=None):  # effects: container_write
    if l is None:
        l = []
    l.append(1)
    return l


def takes_one():  # effects: iterator_consumption
    return next(stream)


def takes_one_of_its_own():  # effects: none
    return next(iter([1, 2]))


def takes_from_a_dataset(ds):  # effects: none
    return next(iter(ds))


def three_calls_away():  # effects: print
    one()


def forever(n):  # effects: print
    if n > 0:
        return forever(n - 1)
    print(n)
    return n


def harmless_forever(n):  # effects: none
    return harmless_forever(n - 1) if n else n


def note(x):  # effects: container_write
    log.append(x)
    return x


def maps(xs):  # effects: container_write
    return list(map(note, xs))


def comprehends(xs):  # effects: container_write
    return [note(x) for x in xs]


def maps_in_a_graph(xs):  # effects: container_write
    return tf.map_fn(note, xs)


def leaves_the_graph(x):  # effects: none
    return tf.py_function(prints, [x], tf.float32)


def applies(f, x):  # effects: print
    return f(x)


def double(x):  # effects: none
    return x * 2


def hands_a_harmless_one(x):  # effects: none
    return applies(double, x)


def hands_a_loud_one(x):  # effects: print
    return applies(prints, x)


def calls_what_nobody_knows(f):  # effects: callback
    return f()


def closes_over(n):  # effects: none
    out = []

    def keep(x):  # effects: container_write
        out.append(x)

    for i in range(n):
        keep(i)
    return out


def counts_inside():  # effects: none
    n = 0

    def bump():  # effects: nonlocal_write
        nonlocal n
        n += 1

    bump()
    return n


def writes_a_view(a):  # effects: container_write
    flat = a.ravel()
    flat[0] = 1.0
    return flat


def writes_to_its_output(a):  # effects: container_write
    return np.maximum(a, 0.0, out=a)


def writes_a_copy(a):  # effects: none
    flat = np.array(a)
    flat[0] = 1.0
    return flat


def writes_an_array_of_a_list(numbers):  # effects: none
    a = np.asarray(numbers)
    a[0] = 1
    return a


def loops_over_callbacks(callbacks):  # effects: callback
    for callback in callbacks:
        callback()


def skips_a_branch():  # effects: none
    if False:
        print("x")
    return sorted([2, 1], key=lambda x: x)


def runs_what_nobody_put_there():  # effects: unknown
    for handler in handlers:
        handler()


class Incomplete:
    def run(self):  # effects: unknown
        return self.step_of_a_class_below()


def sorts_loudly(xs):  # effects: unknown
    return sorted(xs, key=prints)


def says_goodbye():  # effects: print
    partly = functools.partial(print, "x")
    partly()


def asks_the_words(**words):  # effects: none
    return words.get("x")


writes_a_view(np.zeros(3))
writes_to_its_output(np.zeros(3))
writes_a_copy(np.zeros(3))
writes_an_array_of_a_list([1, 2])
may_get_a_list([1])
fills({})
extends([0])
hands_on({})
hands_a_loud_one(1)
hands_a_harmless_one(1)
copies_first({})
takes_from_a_dataset(tf.data.Dataset.range(3))
adds(tf.constant(1))
# file: far.py
from near import two


def one():  # effects: print
    two()
# file: near.py
def two():  # effects: print
    three()


def three():  # effects: print
    print("here")
