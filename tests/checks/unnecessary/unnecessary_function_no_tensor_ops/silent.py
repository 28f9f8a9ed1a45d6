import tensorflow as tf

counter = tf.Variable(0)


@tf.function
def reset():
    counter.assign(0)


@tf.function
def value():
    return counter


class Base:
    @tf.function
    def stub(self, x):
        """Overridden."""

    @tf.function
    def refuses(self, x):
        raise NotImplementedError

    @tf.function
    def forward(self, x):
        return self.impl(x)


@tf.function
def trapezoid(h, w):
    return (h[1:] + h[:-1]) * 0.5 * w


@tf.function
def makes(n):
    return tf.zeros([n])


@tf.function
def prints(n):
    print(n)
    return n + 1


@tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
def exported(n):
    return n


@tf.function
def uncalled(n):
    return n + 1


reset()
value()
Base().stub(1)
Base().refuses(1)
Base().forward(1)
trapezoid(tf.ones([3]), tf.ones([2]))
makes(3)
prints(3)
exported(3)


class Count(tf.Module):
    def __init__(self):
        self.count = None

    @tf.function
    def __call__(self):
        if self.count is None:
            self.count = tf.Variable(0)
        return self.count.assign_add(1)


count = Count()
first, second = count(), count()


class Pastry(tf.experimental.ExtensionType):
    sweetness: tf.Tensor
    chewiness: tf.Tensor


@tf.function
def taste(x: Pastry):
    return (x.sweetness + x.chewiness) / 2


cookie = taste(Pastry(sweetness=[1.2, 0.4], chewiness=[0.8, 0.2]))

foo = 1


@tf.function
def one_more():
    return 1 + foo


foo = tf.Variable(1)
two = one_more()


class Noise(tf.Module):
    def __init__(self):
        self.g = tf.random.Generator.from_seed(0)

    @tf.function
    def state(self):
        return self.g.state


noise = Noise().state()


class SimpleModel(tf.Module):
    def __init__(self):
        self.bias = 0.
        self.weight = 2.


@tf.function
def evaluate(model, x):
    return model.weight * x + model.bias


simple = SimpleModel()
x = tf.constant(10.)
ten = evaluate(simple, x)
simple.bias = 5.
fifteen = evaluate(simple, x)


@tf.function
def evaluate(model, x):
    return model.weight * x + model.bias


again = evaluate(simple, x)
