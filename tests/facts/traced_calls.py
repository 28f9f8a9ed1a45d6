# file: main.py
import tensorflow as tf

from package import Worker, helper as run_helper
from package.shapes import *
import package.deep.leaf as leaf


class Special(Worker):
    def work(self, x):  # traced: yes
        return super().work(x)


@tf.function
def entry(x):  # traced: yes  # called: yes
    table = {"a": by_dict}
    worker = Special()
    y = worker.work(run_helper(x))
    y = table["a"](y)
    y = getattr(leaf, "named")(y)
    return starred(y) + worker.value + [comprehended(v) for v in (y, y)][0]


def by_dict(x):  # traced: yes
    return x


def comprehended(x):  # traced: yes
    return x


def eager(x):  # traced: no  # eager: yes
    return x


def both(x):  # traced: yes  # eager: yes
    return x


@tf.function
def second(x):
    return both(x)


entry(eager(tf.ones([2])))
second(both(tf.ones([2])))
# file: package/__init__.py
from .work import Worker
from .helpers import helper
# file: package/work.py
class Worker:
    def work(self, x):  # traced: yes
        return self.inner(x)

    def inner(self, x):  # traced: yes
        return x

    @property
    def value(self):  # traced: yes  # converted: no
        return 1.0

    def unused(self, x):  # traced: no
        return x
# file: package/helpers.py
def helper(x):  # traced: yes
    return x
# file: package/shapes.py
from .more import *


def local(x):  # traced: no
    return x
# file: package/more.py
def starred(x):  # traced: yes
    return x
# file: package/deep/__init__.py
# file: package/deep/leaf.py
def named(x):  # traced: yes
    return x
