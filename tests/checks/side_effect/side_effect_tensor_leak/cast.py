# tf.cast gives a tensor back that has the dtype already: what eager code made stays eager.
import tensorflow as tf


class Loss:
    def __init__(self):
        self.epsilon = tf.constant(0.1)
        self.whole = tf.constant(1)
        self.last = None

    @tf.function
    def __call__(self, x, dtype):
        self.epsilon = tf.cast(self.epsilon, dtype)
        self.real = tf.cast(self.whole, tf.float32)  # expect: side-effect-tensor-leak
        self.last = tf.cast(x, tf.float32)  # expect: side-effect-tensor-leak
        return x * self.epsilon * self.real


loss = Loss()
loss(tf.ones([2]), tf.float32)
print(loss.epsilon, loss.real, loss.last)
