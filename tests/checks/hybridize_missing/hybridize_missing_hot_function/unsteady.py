"""Loops that do not pay for a trace: over parts of a list, over texts, now and then."""
import json

import tensorflow as tf


def many(x):
    y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    return tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))


def of_text(x):
    y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    return tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))


def shown(x):
    y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    return tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))


class Optimizer:
    def minimize(self, loss, pairs):
        means, roots = zip(*[(p[0], p[1]) for p in pairs])
        with tf.GradientTape() as tape:
            value = loss()
        for g, m, s in zip(tape.gradient(value, means), means, roots):
            m.assign(m - many(g * s))


q = [(tf.Variable(tf.ones([3])), tf.Variable(tf.ones([3])))]
Optimizer().minimize(lambda: tf.reduce_sum(q[0][0] ** 2), q)

for line in open("text.txt"):
    of_text(tf.constant([float(ord(c)) for c in line]))

sizes = json.load(open("sizes.json"))
for step in range(100000):
    if step % 1000 == 0:
        shown(tf.ones([step]))
