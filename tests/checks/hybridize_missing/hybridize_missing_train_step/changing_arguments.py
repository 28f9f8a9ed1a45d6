"""Each new Python value would be a trace: such steps are left alone, however the value is written."""
import tensorflow as tf

w = tf.Variable([0.5, -0.5, 0.25])
x = tf.ones([4, 3])


class Config:
    def __init__(self, rate):
        self.rate = rate


def by_a_name(x, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(rate * tape.gradient(loss, w))
    return loss


def by_an_expression(x, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(rate * tape.gradient(loss, w))
    return loss


def by_a_builtin(x, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(rate * tape.gradient(loss, w))
    return loss


def in_a_dict(x, weights):
    with tf.GradientTape() as tape:
        loss = weights["a"] * tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(tape.gradient(loss, w))
    return loss


def of_a_dict(x, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(rate * tape.gradient(loss, w))
    return loss


def by_a_length(x, count):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(0.1 / (1 + count) * tape.gradient(loss, w))
    return loss


def by_a_function(x, schedule):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(schedule(0.1) * tape.gradient(loss, w))
    return loss


def by_an_object(x, config):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(config.rate * tape.gradient(loss, w))
    return loss


def by_a_caller(x, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2)
    w.assign_sub(rate * tape.gradient(loss, w))
    return loss


def of_a_longer_list(rows):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((rows * w[0]) ** 2)
    w.assign_sub(tape.gradient(loss, w))
    return loss


def always_the_same(x, rate, config, names):  # expect: hybridize-missing-train-step
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.tensordot(x, w, 1) ** 2) * len(names)
    w.assign_sub(rate * config.rate * tape.gradient(loss, w))
    return loss


def epoch_of(rate):
    for _ in range(5):
        by_a_caller(x, rate)


options = {"rate": 0.1}
fixed = Config(0.1)
history = []
rows = []
for i in range(60):
    rate = 0.1 / (i + 1)
    options["rate"] *= 0.9
    history.append(1)
    rows.append(0.1 * i)
    by_a_name(x, rate)
    by_an_expression(x, 0.1 * (1 - i / 60))
    by_a_builtin(x, 0.1 * max(0.05, 1 - i / 60))
    weights = {"a": 1.0 - i / 60}
    in_a_dict(x, weights)
    of_a_dict(x, options["rate"])
    by_a_length(x, len(history))
    by_a_function(x, lambda v: v * 0.5)
    by_an_object(x, Config(0.1))
    epoch_of(0.1 / (i + 1))
    of_a_longer_list(tf.constant(rows))
    always_the_same(x, 0.1, fixed, ("a", "b"))
