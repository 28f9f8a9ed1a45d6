import pytest
import tensorflow as tf

z = tf.ones([2])
kept = []


class Sampler:
    def __init__(self, scale):
        self.scale = scale

    @tf.function
    def draw(self, x):
        return x * self.scale

    @tf.function
    def __call__(self, x):
        return x * self.scale


class Registered(Sampler):
    def __init__(self):
        super().__init__(1.0)
        kept.append(self)


class Cyclic(Sampler):
    def __init__(self):
        super().__init__(1.0)
        self.method = self.draw


class Closed(Sampler):
    def __init__(self):
        super().__init__(1.0)
        self.later = lambda: self.scale


class ByHelper(Sampler):
    def __init__(self):
        super().__init__(1.0)
        self.register()

    def register(self):
        kept.append(self)


def stored():
    sampler = Sampler(1.0)
    kept.append(sampler)
    return sampler


def make_step():
    sampler = Sampler(1.0)
    kept.append(sampler)
    return sampler.draw


def traced_before():
    sampler = Sampler(1.0)
    sampler.draw(z)
    return sampler.draw


def closure():
    sampler = Sampler(1.0)
    return lambda x: sampler.draw(x)


Registered().draw(z)
Cyclic().draw(z)
Closed().draw(z)
ByHelper().draw(z)
stored().draw(z)
make_step()(z)
traced_before()(z)
closure()(z)
Sampler(1.0)(z)
with pytest.raises(AttributeError):
    Sampler(1.0).draw(z)
