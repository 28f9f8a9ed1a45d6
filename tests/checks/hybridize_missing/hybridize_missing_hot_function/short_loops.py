"""Loops of one or two rounds, and over objects of which each is called once."""
import tensorflow as tf


def distance(act1, act2, streaming=False):
    m = (tf.reduce_mean(act1, axis=0),)
    m_w = (tf.reduce_mean(act2, axis=0),)

    def fid(a, b):
        s = tf.linalg.svd(tf.tensordot(a, b, 0))[0]
        t = tf.reduce_sum(tf.sqrt(tf.abs(s) + 1e-6)) - 2.0 * tf.reduce_sum(a * b)
        d = tf.reduce_sum(tf.math.squared_difference(a, b)) + tf.reduce_sum(tf.square(a) - tf.square(b))
        u = tf.math.log(tf.abs(t) + 1.0) + tf.exp(-tf.abs(d)) + tf.sin(t) * tf.cos(d)
        w = tf.math.log(tf.abs(u) + 1.0) + tf.exp(-tf.abs(u)) + tf.sin(u) * tf.cos(u)
        v = tf.math.log(tf.abs(w) + 1.0) + tf.exp(-tf.abs(w)) + tf.sin(w) * tf.cos(w)
        return tf.cast(t + d + u + v, tf.float32)

    return tuple(fid(a, b) for a, b in zip(m, m_w))


print(distance(tf.ones([8, 4]), tf.ones([8, 4])))



class Kernel:
    def __call__(self, x):
        return self.K(x)


class Small(Kernel):
    def K(self, x):
        return x * 2.0


class Big(Kernel):
    def K(self, x):
        y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
        y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
        y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
        return y


class Product(Kernel):
    def __init__(self, kernels):
        self.kernels = kernels

    def K(self, x):
        out = [k(x) for k in self.kernels]
        return out[0] * out[1]


print(Product([Small(), Big()])(tf.ones([3])))
