import tensorflow as tf
import some_library


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)


class Built(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)
        self(tf.ones([1, 2]))

    def call(self, x):
        return self.dense(x)


class Shaped(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1, input_shape=(2,))

    def call(self, x):
        return self.dense(x)


class Own(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(1.0)
        self.flatten = tf.keras.layers.Flatten()

    def call(self, x):
        return self.flatten(x) * self.w


def gradient(net, variables, x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(net(x))
    return tape.gradient(loss, variables)


def built(x):
    net = Net()
    net.build((None, 2))
    return gradient(net, net.trainable_variables, x)


def built_by_itself(x):
    net = Built()
    return gradient(net, net.trainable_variables, x)


def shaped(x):
    net = Shaped()
    return gradient(net, net.trainable_variables, x)


def own(x):
    layer = Own()
    return gradient(layer, layer.trainable_variables, x)


def handed_on(x):
    net = Net()
    some_library.prepare(net)
    variables = net.trainable_variables
    return gradient(net, variables, x)


def only_counted(x):
    net = Net()
    count = len(net.trainable_variables)
    net(x)
    return count


def of_parameter(net, x):
    variables = net.trainable_variables
    return gradient(net, variables, x)


net = Net()


def step(x):
    variables = net.trainable_variables
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(net(x))
    return tape.gradient(loss, variables)


def test(x):
    return net(x)


x = tf.ones([1, 2])
test(x)
step(x)
for f in (built, built_by_itself, shaped, own, handed_on, only_counted):
    f(x)
of_parameter(some_library.make(), x)
