"""Eager where somebody asks for it: the program makes a graph of the function itself."""
import tensorflow as tf


class Trainer:
    def __init__(self, graphs):
        self.graphs = graphs
        self.strategy = tf.distribute.MirroredStrategy()

    def replica(self, x):
        return x * 2.0

    def train(self):
        def step(x):
            return self.strategy.run(self.replica, args=(x,))

        if self.graphs:
            step = tf.function(step)
        for _ in range(10):
            step(tf.ones([2]))


Trainer(True).train()
Trainer(False).train()
