"""Methods that cannot be entered with what they are given, or that end before they keep a tensor."""
import sys

import tensorflow as tf


class Neuron(tf.Module):
    def real(self, x, mode, t):
        self.last = x * t  # expect: side-effect-tensor-leak
        return x

    def poisson(self, x, t):
        self.count = x * t
        return self.count

    def burst(self, x, mode, t):
        assert False
        self.spikes = x * t
        return self.spikes

    @tf.function
    def step(self, x, mode, t):
        modes = {"real": self.real, "poisson": self.poisson, "burst": self.burst}
        return modes[mode](x, mode, t)


neuron = Neuron()
neuron.step(tf.ones([2]), sys.argv[1], tf.constant(1.0))
print(neuron.last, neuron.count, neuron.spikes)
