# What is written, and where, decides which one of the family speaks: each line has one finding.
import tensorflow as tf

seen = []


class Agent:
    def __init__(self):
        self.steps = 0
        self.last = None
        self.table = {}

    @tf.function
    def act(self, batch, x):
        batch["y"] = x * 2.0  # expect: side-effect-argument-mutation
        batch["n"] = 1
        seen.append(x * 2.0)  # expect: side-effect-tensor-leak
        seen.append(1)  # expect: side-effect-collection-mutation
        self.table["y"] = x * 2.0  # expect: side-effect-tensor-leak
        self.last = x * 2.0  # expect: side-effect-tensor-leak
        self.steps += 1  # expect: side-effect-state-write
        print("x", x)  # expect: side-effect-print
        return x


agent = Agent()
agent.act({"x": tf.ones([2])}, tf.ones([2]))
