"""Whoever calls the methods of a class of a library is outside."""
import tensorflow as tf
from somebody import Model


class Net(Model):
    @tf.function
    def predict_on_batch(self, x):
        return x * 2.0

    @tf.function
    def step(self, x):
        return self.predict_on_batch(x) + 1.0


net = Net()
for _ in range(3):
    net.step(tf.ones([2]))
