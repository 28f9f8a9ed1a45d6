import tensorflow as tf

z = tf.ones([2])


class Sampler:
    def __init__(self, scale):
        self.scale = scale
        self.prepare()

    def prepare(self):
        self.ready = True

    @tf.function
    def draw(self, x):
        return x * self.scale

    @tf.function
    def __call__(self, x):
        return x * self.scale


def make(scale):
    return Sampler(scale)


def make_step():
    sampler = Sampler(2.0)
    sampler.scale = 3.0
    return sampler.draw  # expect: retracing-new-instance-per-iteration error


def make_at_once():
    return make(2.0).draw  # expect: retracing-new-instance-per-iteration error


@tf.function
def in_graph(x):
    return Sampler(1.0).draw(x)  # expect: retracing-new-instance-per-iteration error


make(1.0).draw(z)  # expect: retracing-new-instance-per-iteration error
draw = Sampler(1.0).draw  # expect: retracing-new-instance-per-iteration error
draw(z)
make_step()(z)
make_at_once()(z)
in_graph(z)
