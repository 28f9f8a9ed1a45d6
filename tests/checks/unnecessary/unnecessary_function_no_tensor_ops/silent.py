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
