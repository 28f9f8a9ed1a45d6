"""What nothing stands in the way of, and would still be another program as a graph."""
import copy
import dataclasses
import functools
import inspect
import pickle
import types

import tensorflow as tf

count = tf.Variable(0)
opt = tf.keras.optimizers.Adam()
v = tf.Variable([1.0, 2.0])


def long(x):
    for _ in range(20):
        x = tf.tanh(x) + tf.reduce_mean(x)
    return x


def gives_tensors(x):  # advice: convert
    return long(x), {"a": x}, None


def gives_a_number(x):  # advice: none  # reservations: result_is_python
    return long(x), 0.1


def gives_a_text(x):  # advice: none  # reservations: result_is_python
    return {"x": long(x), "kind": "train"}


def gives_its_number_to_nobody(x):  # advice: convert
    return tf.reduce_sum(long(x)) * 0.0 + 1.0, 1


def sums(xs):  # advice: convert
    total = 0.0
    for _ in range(3):
        total = total + tf.reduce_sum(long(xs))
    return total


def gives_a_variable(x):  # advice: none  # reservations: result_is_python
    long(x)
    return v


def gives_a_count(x):  # advice: none  # reservations: result_is_python@52
    long(x)
    return x, count.assign_add(1)


def meets_optimizers(optimizer, x):  # advice: none  # reservations: meets_others@56
    optimizer.apply_gradients([(long(x), v)])
    return x


def meets_one(optimizer, x):  # advice: convert
    optimizer.apply_gradients([(long(x), v)])
    return x


@functools.lru_cache(maxsize=None)
def mask(n):
    return tf.ones([n])


def remembers(x):  # advice: none  # reservations: memo_keeps@75
    return masked(long(x))


def masked(x):
    return x * mask(2)


def handles(x):  # verdict: P1  # advice: none  # reservations: handles_errors@81
    try:
        tf.debugging.assert_less(tf.reduce_min(x), 0.5)
    except tf.errors.InvalidArgumentError:
        x = tf.abs(x)
    return long(x)


def asks(x):  # verdict: P1  # advice: none  # reservations: asks_for_mode@91
    return scaled(long(x))


def scaled(x):
    return x * (1.0 if tf.executing_eagerly() else 2.0)


@dataclasses.dataclass
class Compared:
    scale: float

    def step(self, x):  # advice: none  # reservations: cannot_be_held
        return long(x) * self.scale


class Slots:
    __slots__ = ("scale",)

    def __init__(self):
        self.scale = 1.0

    def step(self, x):  # advice: none  # reservations: cannot_be_held
        return long(x) * self.scale


def looked_at(x):  # advice: none  # reservations: asked_as_function@226
    return long(x)


def told_apart(x):  # advice: none  # reservations: asked_as_function@225
    return long(x)


def told_by_class(x):  # advice: none  # reservations: asked_as_function@225
    return long(x)


def named(x):  # advice: convert
    return long(x)


def grows(x):  # advice: none  # reservations: doubt@130
    while tf.reduce_sum(x) < 30.0:
        x = tf.concat([x, tf.tanh(x[-1:]) + 0.3], 0)
    return long(x)


def slides(x):  # advice: convert
    while tf.reduce_sum(x) < 30.0:
        x = tf.concat([x[1:], x[-1:] + 1.0], 0)
    return long(x)


def hands_out_both_ends(x):  # advice: none  # reservations: split_by_gradient
    h = long(x)
    return {"h": h, "s": tf.reduce_sum(long(h))}


def hands_out_one_end(x):  # advice: convert
    return {"s": tf.reduce_sum(long(x))}


def saliency(tape, target, source):
    return tape.gradient(target, source)


def may_not_fit(x, y):  # advice: none  # reservations: errors_are_handled@160
    return long(tf.concat([x, y], 0))


def fits(x, y):
    try:
        return may_not_fit(x, y)
    except tf.errors.OpError:
        return x


dense, aux = tf.keras.layers.Dense(2), tf.keras.layers.Dense(2)


def builds_later(x, deep):  # advice: none  # reservations: builds_by_flag@169
    y = long(dense(x))
    if deep:
        y = y + aux(y)
    return y


def builds_at_once(x):  # advice: convert
    return aux(long(dense(x)))


def asks_for_a_value(x):  # advice: none  # reservations: asks_for_mode@179
    return long(x) * (2.0 if hasattr(x, "numpy") else 1.0)


def copied(x):  # advice: none  # reservations: asked_as_function@220
    return long(x)


def written_down(x):  # advice: none  # reservations: asked_as_function@221
    return long(x)


class Holder:
    def __init__(self):
        self.function = copied


class Ordered:
    def first(self, x):  # advice: none  # reservations: asked_as_function@199
        return long(x)

    first.order = 1

    def second(self, x):  # advice: convert
        return long(x)


holder, ordered = Holder(), Ordered()
for k in range(10):
    x = tf.ones([2, 2])
    with tf.GradientTape() as tape:
        tape.watch(x)
        both = hands_out_both_ends(x)
    saliency(tape, both["s"], both["h"])
    with tf.GradientTape() as tape:
        tape.watch(x)
        one = hands_out_one_end(x)
    saliency(tape, one["s"], x)
    fits(x, tf.ones([1, 2 + k]))
    builds_later(x, k > 5)
    for f in (builds_at_once, asks_for_a_value, copied, written_down, ordered.first, ordered.second):
        f(x)
    holder = copy.deepcopy(holder)
    pickle.dumps({"f": written_down})


compared, slots = Compared(1.0), Slots()
results = [inspect.isfunction(told_apart), isinstance(told_by_class, types.FunctionType)]
results += [looked_at.__code__.co_name, named.__name__]
for k in range(10):
    x = tf.ones([2])
    for f in (gives_tensors, gives_a_number, gives_a_text, sums, gives_a_variable, gives_a_count, remembers, compared.step, slots.step):
        results.append(f(x))
    for f in (looked_at, told_apart, told_by_class, named, slides):
        results.append(f(x))
    results.append(grows(tf.ones([2 + k])))
    gives_its_number_to_nobody(x)
    meets_one(opt, x)
    results.append(asks(x))
    results.append(handles(x))
for _ in range(3):
    optimizer = tf.keras.optimizers.Adam()
    for k in range(10):
        meets_optimizers(optimizer, tf.ones([2]))
# file: flags.py
import tensorflow as tf

v, w = tf.Variable([1.0, 2.0]), tf.Variable([1.0, 2.0])
one, other = tf.keras.optimizers.Adam(), tf.keras.optimizers.Adam()
model = tf.keras.Sequential([tf.keras.layers.Dense(2, activity_regularizer="l2")])
asked = tf.keras.Sequential([tf.keras.layers.Dense(2, activity_regularizer="l2")])


def long(x):
    for _ in range(20):
        x = tf.tanh(x) + tf.reduce_mean(x)
    return x


def updates_later(x, both):  # advice: none  # reservations: builds_by_flag@17
    one.apply_gradients([(long(x), v)])
    if both:
        other.apply_gradients([(long(x), w)])
    return x


def forward(x):  # advice: none  # reservations: losses_are_read@34
    return tf.reduce_sum(long(model(x)))


def whole(x):  # advice: convert
    loss = tf.reduce_sum(long(asked(x)))
    return loss + tf.add_n(asked.losses)


for k in range(10):
    x = tf.ones([2, 2])
    updates_later(x[0], k % 2 == 0)
    loss = forward(x) + tf.add_n(model.losses)
    whole(x)
