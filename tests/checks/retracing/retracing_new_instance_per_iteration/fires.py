import tensorflow as tf

z = tf.ones([2])


class Sampler:
    def __init__(self, scale):
        self.scale = scale

    @tf.function
    def draw(self, x):
        return x * self.scale

    def plain(self, x):
        return x


class Module(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(1.0)

    @tf.function
    def step(self, x):
        return x * self.w


def search(configurations):
    best = None
    for configuration in configurations:
        sampler = Sampler(configuration)
        sampler.plain(z)
        best = sampler.draw(z)  # expect: retracing-new-instance-per-iteration
    return best


for i in range(9):
    module = Module()
    module.step(z)  # expect: retracing-new-instance-per-iteration

search([float(i) for i in range(20)])
Sampler(1.0).draw(z)  # expect: retracing-new-instance-per-iteration
Module().step(z)  # expect: retracing-new-instance-per-iteration
