# option: hybridize-missing-hot-function.min-ops=16
import tensorflow as tf


class Filter:
    def __init__(self):
        self.gain = tf.Variable(0.5)

    @staticmethod
    def smooth(x):  # expect: hybridize-missing-hot-function
        for _ in range(18):
            x = tf.tanh(x)
        return x

    def apply(self, x):
        return x * self.gain


smoother = Filter()
while True:
    smoother.apply(Filter.smooth(tf.ones([4])))
