import numpy as np
import tensorflow as tf

log = []
CACHE = {}
STATS = {"traces": 0}
registry = {}


def put(bucket, x):
    bucket.append(x * 2)


class Net:
    def __init__(self):
        self.shadow = [tf.Variable(1.0), tf.Variable(2.0)]
        self.blocks = []
        self.slots = {}
        self.parts = []
        self.options = {}

    @tf.function
    def step(self, xs):
        parts = []
        for i in range(3):
            put(parts, xs[i])
        for v in self.shadow:
            v.assign(xs[0])
        tf.py_function(lambda t: log.append(float(t)), [xs], [])
        return tf.concat(parts, 0)

    @tf.function
    def lazy(self, x):
        if not self.blocks:
            self.blocks.append(tf.Variable(1.0))
        return x * self.blocks[0]

    @tf.function
    def looked_up(self, x, k):
        if k not in CACHE:
            CACHE[k] = np.arange(3)
        return x + CACHE[k]

    @tf.function
    def tried(self, x, k):
        try:
            return x + CACHE[k]
        except KeyError:
            CACHE[k] = np.arange(3)
            return x + CACHE[k]

    @tf.function
    def counted(self, x):
        STATS["traces"] += 1
        return x

    @tf.function
    def cleared_first(self, xs):
        self.parts.clear()
        for i in range(3):
            self.parts.append(i)
        return xs * float(len(self.parts))

    @tf.function
    def set_again(self, x):
        self.options["mode"] = "train"
        registry.update(mode="train")
        return x

    @tf.function
    def own_objects(self, x):
        state = State()
        state.seen.append(1)
        state.table["a"] = 1
        return x + float(len(state.seen))

    def eager(self, x):
        log.append(x)
        return x


class State:
    def __init__(self):
        self.seen = []
        self.table = {}


class Stack(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.kernels = []

    def build(self, shape):
        for i in range(2):
            self.kernels.append(self.add_weight(shape=(1,), name=f"k{i}"))

    def call(self, x):
        return x * self.kernels[0]


@tf.function
def closure_over_own(x):
    items = []

    def body(i):
        items.append(i)
        return i

    for i in range(3):
        body(i)
    return x * float(len(items))


@tf.function
def with_stack(x):
    return stack(x)


stack = Stack()
net = Net()
net.step(tf.ones([3, 2]))
net.lazy(tf.ones([2]))
net.looked_up(tf.ones([3]), 1)
net.tried(tf.ones([3]), 1)
net.counted(tf.ones([3]))
net.cleared_first(tf.ones([3]))
net.set_again(tf.ones([3]))
net.own_objects(tf.ones([3]))
net.eager(1)
closure_over_own(tf.ones([3]))
with_stack(tf.ones([3]))
