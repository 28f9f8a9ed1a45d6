import numpy as np
import tensorflow as tf

data = tf.ones([100, 4])


@tf.function
def total(x):
    return tf.reduce_sum(x)


@tf.function(
    autograph=False,  # nothing to convert
)
def count(x):
    return tf.size(x)


@tf.function(autograph=False)
def rows(x):
    return tf.zeros([x.shape[0]])


@tf.function(jit_compile=True, reduce_retracing=True)
def compiled(x):
    return tf.reduce_sum(x)


def decode(seq):
    while tf.shape(seq)[1] < 50:
        token = total(seq)  # expect: retracing-varying-shape-argument
        seq = tf.concat([seq, tf.reshape(token, [1, 1])], axis=1)
    return seq


class Memory:
    def __init__(self):
        self.size = 0

    @tf.function
    def mean(self, x):
        return tf.reduce_mean(x)

    def fill(self):
        seen = np.zeros([0, 4])
        for i in range(20):
            seen = np.concatenate([seen, np.ones([1, 4])])
            self.mean(seen)  # expect: retracing-varying-shape-argument


for i in range(1, 50):
    total(data[:i])
    total(data[i:])
    count(data[i:])  # expect: retracing-varying-shape-argument
    rows(data[:i])  # expect: retracing-varying-shape-argument
    compiled(data[:, :i])  # expect: retracing-varying-shape-argument

decode(tf.ones([1, 1]))
Memory().fill()
