# file: script.py
import os

try:
    import missing_accelerator as backend
except ImportError:
    import fallback as backend
from helpers.first import entry
import sibling


@backend.compiled
def optional(x):  # hybrid: yes
    return x


def use(x):
    return sibling.function(x)


entry(use(1))
# file: fallback.py
import tensorflow as tf


def compiled(fn):
    return tf.function(fn)
# file: sibling.py
def function(x):  # eager: yes  # hybrid: no
    return x
# file: helpers/__init__.py
# file: helpers/first.py
import tensorflow as tf

from . import second


@tf.function
def entry(x):  # traced: yes
    return second.circular(x)


def back(x):  # traced: yes
    return x
# file: helpers/second.py
from . import first


def circular(x):  # traced: yes
    return first.back(x)
