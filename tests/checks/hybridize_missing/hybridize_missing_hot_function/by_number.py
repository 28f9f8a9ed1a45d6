"""Another layer in each round, taken by its number."""
import tensorflow as tf


class Block(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.ones([4]))

    def run(self, x):
        y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
        y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
        y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
        return self.w * y


def many():
    blocks = []
    for _ in range(20):
        blocks.append(Block())
    return blocks


blocks = many()
x = tf.ones([4])
for i in range(len(blocks)):
    x = blocks[i].run(x)
