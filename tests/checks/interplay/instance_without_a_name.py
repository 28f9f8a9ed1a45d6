import tensorflow as tf


class Sampler:
    def __init__(self, scale):
        self.scale = scale

    @tf.function
    def draw(self, x):
        return x * self.scale


x = tf.ones([2])
for scale in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]:
    Sampler(scale).draw(x)  # expect: retracing-new-instance-per-iteration error
