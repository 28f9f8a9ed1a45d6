import collections

import numpy as np
import tensorflow as tf

seen = []
names = set()
STATS = {"n": 0}
counts = collections.Counter()
recent = collections.deque([], 3)
buffer = np.zeros(3)


@tf.function
def f(x):
    seen.append(1)  # expect: side-effect-collection-mutation warning
    STATS["n"] += 1  # expect: side-effect-collection-mutation
    STATS["n"] = STATS["n"] + 1  # expect: side-effect-collection-mutation
    counts["calls"] += 1  # expect: side-effect-collection-mutation
    recent.append(2)  # expect: side-effect-collection-mutation
    buffer[0] += 1  # expect: side-effect-collection-mutation
    return x


class Agent:
    def __init__(self):
        self.steps = []
        self.queue = [1, 2, 3]
        self.log = {}

    @tf.function
    def act(self, x):
        self.note(3)
        first = self.queue.pop()  # expect: side-effect-collection-mutation
        del self.log["x"]  # expect: side-effect-collection-mutation
        return x * first

    def note(self, n):
        self.steps.append(n)  # expect: side-effect-collection-mutation


def closure():
    calls = []

    @tf.function
    def step(x):
        nonlocal calls
        calls += [1]  # expect: side-effect-collection-mutation
        return x

    step(tf.ones([2]))
    return len(calls)


class Reset:
    def __init__(self):
        self.pending = set()

    @tf.function
    def mark(self, x):
        self.pending.add("a")  # expect: side-effect-collection-mutation
        return x

    def flush(self):
        out = sorted(self.pending)
        self.pending.clear()
        return out


f(tf.ones([2]))
Agent().act(tf.ones([2]))
closure()
r = Reset()
r.mark(tf.ones([2]))
r.flush()
