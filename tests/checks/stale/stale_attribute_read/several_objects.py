# Objects of several classes share the code that reads: one finding, whichever of them is meant.
import tensorflow as tf


class Trainer:
    def __init__(self):
        self.steps = 0

    @tf.function
    def step(self, x):
        return x * self.steps  # expect: stale-attribute-read

    def run(self):
        for _ in range(3):
            self.step(tf.ones([2]))
            self.steps += 1


class Voice(Trainer):
    pass


class Text(Trainer):
    def skip(self):
        self.steps += 2
        self.step(tf.ones([2]))
        self.steps += 1
        self.step(tf.ones([2]))


Trainer().run()
Voice().run()
text = Text()
text.run()
