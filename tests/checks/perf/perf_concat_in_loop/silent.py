import numpy as np
import tensorflow as tf

ds = tf.data.Dataset.from_tensor_slices(tf.ones([80, 2])).batch(2)


def next_token(tokens):
    return tokens[-1:] + 1


outs = [b * 2.0 for b in ds]
joined = tf.concat(outs, 0)
tokens = tf.constant([1])
for _ in range(100):
    tokens = tf.concat([tokens, next_token(tokens)], 0)  # the prefix is the next input
while tf.shape(tokens)[0] < 500:
    tokens = tf.concat([tokens, tf.constant([1])], 0)
few = tf.zeros([0, 2])
for _ in range(4):
    few = tf.concat([few, tf.ones([1, 2])], 0)
host = np.zeros([0])
for k in range(1000):
    host = np.append(host, np.ones([1]))
for b in ds:
    pair = tf.zeros([0, 2])
    for _ in range(2):
        pair = tf.concat([pair, b], 0)  # set back in each round
for b in ds:
    b2 = tf.concat([b, b], 1)
    both = tf.stack([b, b2[:, :2]])
window = tf.zeros([0, 2])
for b in ds:
    window = tf.concat([window, b], 0)
    window = window[-4:]  # a window of the last rows


class Logits:
    def __init__(self):
        self.all = tf.zeros([0, 2])


text = ""
for name in ["a", "b"]:
    text = text + name
