import sys

import tensorflow as tf
from tensorflow import function as graph


@graph(jit_compile=False)
def aliased(x):
    print("x", x)  # expect: side-effect-print
    return x


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    def call(self, x):
        print("in call", x)  # expect: side-effect-print
        return self.dense(x)


def augment(image):
    print(image.shape)  # expect: side-effect-print note
    return image


def helper(x):
    print("loss", x, sep=": ", file=sys.stderr)  # expect: side-effect-print
    return x


step = tf.function(helper)
step(tf.constant(1.0))
net = Net()
net.compile("sgd", "mse")
net.fit(tf.ones([4, 2]), tf.ones([4, 2]))
dataset = tf.data.Dataset.from_tensor_slices(tf.ones([4])).map(augment)


@tf.function
def formatted(x):
    print(f"{x:.3f}")  # expect: side-effect-print error
    return x


formatted(tf.constant(1.0))
