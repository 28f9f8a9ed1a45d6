# file: main.py
import tensorflow as tf

from store import keep, put_all
from tracker import Tracker

tracker = Tracker()


@tf.function
def step(x):
    y = x * 2.0
    keep(tracker, y)
    return put_all(y)


step(tf.ones([2]))
print(tracker.value)
# file: store.py
BOX = {}


def keep(tracker, y):
    tracker.record(y)


def put_all(y):
    local = []
    local.append(y)
    BOX["y"] = y  # expect: side-effect-tensor-leak
    return local[0]
# file: tracker.py
class Tracker:
    def __init__(self):
        self.value = None

    def record(self, y):
        self.value = y  # expect: side-effect-tensor-leak error
