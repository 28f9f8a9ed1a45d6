import tensorflow as tf

z = tf.ones([2])
kept = []


class Sampler:
    def __init__(self, scale):
        self.scale = scale

    @tf.function
    def draw(self, x):
        return x * self.scale

    @tf.function
    def free(self, x):
        return x + 1

    @staticmethod
    @tf.function
    def static_draw(x):
        return x

    def plain(self, x):
        return x


class Interval(tf.experimental.ExtensionType):
    low: tf.Tensor

    @tf.function
    def above(self, x):
        return x > self.low


class Layer(tf.keras.layers.Layer):
    @tf.function
    def call(self, x):
        return x * 2


one = Sampler(1.0)
for i in range(9):
    one.draw(z)
for i in range(9):
    many = Sampler(float(i))
    for x in [z, z]:
        many.draw(x)
for i in range(9):
    stored = Sampler(float(i))
    kept.append(stored)
    stored.draw(z)
for i in range(9):
    Sampler(1.0).static_draw(z)
    Sampler(1.0).free(z)
    Sampler(1.0).plain(z)
    Interval(z).above(z)
    Layer()(z)
for scale in (1.0, 2.0):
    few = Sampler(scale)
    few.draw(z)
tf.function(Sampler(1.0).plain)(z)
