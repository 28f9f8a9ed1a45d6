import tensorflow as tf
from typing import Callable


class Block(tf.keras.layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.dense = tf.keras.layers.Dense(size)

    def call(self, x):  # effects: none
        return tf.nn.relu(self.dense(x))


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.b1 = Block(8)
        self.b2 = Block(8)
        self.b3 = Block(8)
        self.b4 = Block(8)
        self.b5 = Block(8)
        self.b6 = Block(8)
        self.b7 = Block(8)
        self.b8 = Block(8)
        self.b9 = Block(8)
        self.b10 = Block(8)
        self.b11 = Block(8)
        self.b12 = Block(8)
        self.b13 = Block(8)
        self.b14 = Block(8)

    def call(self, x):  # effects: none
        x = self.b1(self.b2(self.b3(self.b4(self.b5(x)))))
        x = self.b6(self.b7(self.b8(self.b9(self.b10(x)))))
        return self.b11(self.b12(self.b13(self.b14(x))))


def loud(x):  # effects: print
    print("called")
    return x


class Loud(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = [
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8),
            tf.keras.layers.Dense(8, activation=loud),
        ]

    def call(self, x):  # effects: print
        for part in self.parts:
            x = part(x)
        return x


def applies(f: Callable[..., tf.Tensor]):  # failures: HAS_NO_TENSOR_PARAMETERS
    return tf.abs(f())


net = Net()
net(tf.ones([2, 8]))
Loud()(tf.ones([2, 8]))
