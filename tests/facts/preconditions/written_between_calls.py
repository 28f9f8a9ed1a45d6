# file: settings.py
BETA = 0.5
GAMMA = 0.9
# file: program.py
"""What a program writes between two runs of a function, and what it writes before the first one."""
import types

import numpy as np
import settings
import tensorflow as tf

rate = 0.1
fixed = 0.2
table = {"a": 1.0}
weights = np.ones(3, "float32")
holder = types.SimpleNamespace(s=0.9)


class Options:
    decay = 0.9


class Net:
    def __init__(self):
        self.scale = 1.0
        self.ready = 1.0
        self.parts = {"a": 1.0}
        self.mask = np.ones(3, "float32")
        self.act = tf.nn.relu
        self.made = []
        self.made.append(1.0)

    def scaled(self, x):  # changing_captured_state: yes
        return x * self.scale

    def set_up(self, x):  # changing_captured_state: no
        return x * self.ready

    def parted(self, x):  # changing_captured_state: unknown
        return x * self.parts["a"]

    def masked(self, x):  # changing_captured_state: unknown
        return x * self.mask

    def activated(self, x):  # changing_captured_state: unknown
        return self.act(x)

    def listed(self, x):  # changing_captured_state: no
        return x * self.made[0]


def by_global(x):  # changing_captured_state: yes
    return x * rate


def by_fixed(x):  # changing_captured_state: no
    return x * fixed


def by_counter(x):  # changing_captured_state: yes
    return x * tf.cast(epoch, tf.float32)


def by_class(x):  # changing_captured_state: yes
    return x * Options.decay


def by_module(x):  # changing_captured_state: yes
    return x * settings.BETA


def by_module_fixed(x):  # changing_captured_state: no
    return x * settings.GAMMA


def by_table(x):  # changing_captured_state: unknown
    return x * table["a"]


def by_weights(x):  # changing_captured_state: unknown
    return x * weights


def by_holder(x):  # changing_captured_state: unknown
    return x * holder.s


def by_function(x):  # changing_captured_state: yes
    return x * by_function.coefficient


def by_set(x):  # changing_captured_state: yes
    return x * net.strength


def forwards(x):  # changing_captured_state: yes
    return by_global(x)


def train():
    alpha = 0.1
    beta = 0.2

    def late(x):  # changing_captured_state: yes
        return x * alpha

    def early(x):  # changing_captured_state: no
        return x * beta

    for k in range(3):
        alpha = 0.1 * k
        late(tf.ones([3]))
        early(tf.ones([3]))

        def anew(x):  # changing_captured_state: no
            return x * alpha

        anew(tf.ones([3]))


x = tf.ones([3])
net = Net()
net.ready = 2.0
net.strength = 1.0
by_function.coefficient = 1.0
for epoch in range(5):
    net.scale = 0.1 * epoch
    net.parts["a"] = 0.1 * epoch
    net.mask[:] = 0.0
    net.act = tf.nn.tanh if epoch else tf.nn.relu
    rate = 0.1 * epoch
    Options.decay = 0.1 * epoch
    settings.BETA = 0.1 * epoch
    table["a"] = 0.1 * epoch
    weights[0] = 0.1 * epoch
    holder.s = 0.1 * epoch
    by_function.coefficient = 0.1 * epoch
    setattr(net, "strength", 0.1 * epoch)
    for f in (by_global, by_fixed, by_counter, by_class, by_module, by_module_fixed):
        f(x)
    for f in (by_table, by_weights, by_holder, by_function, by_set, forwards):
        f(x)
    for f in (net.scaled, net.set_up, net.parted, net.masked, net.activated, net.listed):
        f(x)
train()
# file: optimizers.py
import tensorflow as tf

v = tf.Variable([1.0])
opt = tf.keras.optimizers.SGD(0.1)
other = tf.keras.optimizers.SGD(0.1)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])


def step(x):  # changing_captured_state: unknown
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(x * v)
    opt.apply_gradients([(tape.gradient(loss, v), v)])


def steady(x):  # changing_captured_state: no
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(x * v)
    other.apply_gradients([(tape.gradient(loss, v), v)])


def frozen(x):  # changing_captured_state: unknown
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x))
    return tape.gradient(loss, model.trainable_variables)


for k in range(5):
    opt.momentum = 0.1 * k
    other.learning_rate = 0.1 * k
    model.layers[0].trainable = k < 2
    step(tf.ones([1]))
    steady(tf.ones([1]))
    frozen(tf.ones([1, 1]))
# file: namespaces.py
import tensorflow as tf

COEFFICIENT = 0.9
FIXED = 0.9


class Net:
    def __init__(self):
        self.a = self.b = self.c = self.d = 0.5
        self.__dict__.update(d=0.5)

    def by_item(self, x):  # changing_captured_state: yes
        return x * self.a

    def by_dict(self, x):  # changing_captured_state: yes
        return x * self.b

    def by_update(self, x):  # changing_captured_state: yes
        return x * self.c

    def kept(self, x):  # changing_captured_state: no
        return x * self.d


def by_globals(x):  # changing_captured_state: yes
    return x * COEFFICIENT


def by_nothing(x):  # changing_captured_state: no
    return x * FIXED


class Any:
    def __init__(self):
        self.a = 0.5

    def step(self, x):  # changing_captured_state: yes
        return x * self.a


net, other = Net(), Any()
for epoch in range(5):
    x = tf.ones([4])
    vars(net)["a"] = 0.1 * epoch
    net.__dict__["b"] = 0.1 * epoch
    net.__dict__.update(c=0.1 * epoch)
    globals()["COEFFICIENT"] = 0.1 * epoch
    other.__dict__.update({name: 0.1 for name in dir(net)})
    for f in (net.by_item, net.by_dict, net.by_update, net.kept, by_globals, by_nothing, other.step):
        f(x)
# file: aliases.py
import tensorflow as tf


class Agent:
    def __init__(self, config, fixed):
        self.config = config
        self.fixed = fixed

    def step(self, x):  # changing_captured_state: unknown
        return x * self.config["beta"]

    def steady(self, x):  # changing_captured_state: no
        return x * self.fixed["beta"]


def anneal(settings):
    settings["beta"] *= 0.9


agent = Agent({"beta": 1.0}, {"beta": 1.0})
for epoch in range(5):
    agent.step(tf.ones([2]))
    agent.steady(tf.ones([2]))
    anneal(agent.config)
# file: shared.py
import bisect
import collections
import json

import numpy as np
import tensorflow as tf

weights = np.ones([2, 4])
view = weights[0]
handed = np.ones([4])
kept = np.ones([4])
out = np.ones([4])
steady = np.ones([4])
nested = {"o": {"s": 1.0}}
inner = nested["o"]
parsed = json.loads('{"o": {"s": 1.0}}')
part = parsed["o"]
heap, shorter, queue, names = [1.0], [1.0] * 9, collections.deque([1.0]), {1.0}
push = heap.append
walrus = 1.0
state = {"s": 1.0}


class Scheduler:
    def __init__(self, values):
        self.values = values

    def on_step(self, step):
        self.values[0] *= 1.5


class Head:
    margin = 0.0
    rate = 0.0

    def __init__(self, table=kept):
        self.table = table
        self.optimizer = tf.keras.optimizers.Adam()
        self.scale = 1.0

    def uses_its_table(self, x):  # changing_captured_state: unknown
        return x * self.table

    def uses_its_class(self, x):  # changing_captured_state: unknown
        return x * self.margin

    def uses_any(self, x):  # changing_captured_state: yes
        return x * self.rate

    def advance(self, step):
        type(self).margin = 0.1 * step


class Restarts:
    def __init__(self):
        self.scale = 1.0

    def step(self, x):  # changing_captured_state: yes
        return x * self.scale


def go(values):
    values[0] += 1.0


def draws():
    while True:
        state["s"] += 1.0
        yield state["s"]


def of_view(x):  # changing_captured_state: unknown
    return x * weights


def of_parameter(x):  # changing_captured_state: unknown
    return x * handed


def of_output(x):  # changing_captured_state: unknown
    return x * out


def of_nothing(x):  # changing_captured_state: no
    return x * steady


def of_nested(x):  # changing_captured_state: unknown
    return x * nested["o"]["s"]


def of_parsed(x):  # changing_captured_state: unknown
    return x * parsed["o"]["s"]


def of_method(x):  # changing_captured_state: unknown
    return x * heap[-1]


def of_deletion(x):  # changing_captured_state: unknown
    return x * len(shorter)


def of_queue(x):  # changing_captured_state: unknown
    return x * queue[0]


def of_set(x):  # changing_captured_state: unknown
    return x * len(names)


def of_walrus(x):  # changing_captured_state: yes
    return x * walrus


def of_generator(x):  # changing_captured_state: unknown
    return x * state["s"]


head, restarts, scheduler, generator = Head(), Restarts(), Scheduler(view), draws()
for step in range(5):
    x = tf.ones([4])
    for f in (of_view, of_parameter, of_output, of_nothing, of_nested, of_parsed, of_method):
        f(x)
    for f in (of_deletion, of_queue, of_set, of_walrus, of_generator):
        f(x)
    for f in (head.uses_its_table, head.uses_its_class, head.uses_any, restarts.step):
        f(x)
    scheduler.on_step(step)
    go(handed)
    kept[0] = step
    np.add(out, 1.0, out=out)
    inner["s"] = part["s"] = float(step)
    push(float(step))
    del shorter[-1:]
    queue.appendleft(float(step))
    names.add(float(step))
    print(walrus := float(step))
    next(generator)
    head.advance(step)
    for name in json.loads('["rate"]'):
        setattr(head, name, 0.1 * step)
    restarts.__init__()
# file: own_namespace.py

import tensorflow as tf

LIMIT = 0.9


def reads_limit(x):  # changing_captured_state: no
    return x * LIMIT


def copies():
    vars()["LIMIT"] = 0.5
    return LIMIT


for _ in range(5):
    copies()
    reads_limit(tf.ones([2]))
# file: any_name.py
import sys

import tensorflow as tf

RATE = 0.9


def reads_rate(x):  # changing_captured_state: yes
    return x * RATE


for _ in range(5):
    globals()[sys.argv[1]] = 0.5
    reads_rate(tf.ones([2]))
