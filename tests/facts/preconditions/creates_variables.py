import tensorflow as tf
import tensorflow_probability as tfp


def fresh(x):  # creates_variables: yes
    v = tf.Variable(0.0)
    return x + v


def through(x):  # creates_variables: yes
    return fresh(x)


def layer(x):  # creates_variables: yes
    return tf.keras.layers.Dense(2)(x)


def weightless(x):  # creates_variables: no
    return tf.keras.layers.Flatten()(tf.keras.layers.ReLU()(x))


def specifies(x):  # creates_variables: no
    tf.keras.layers.InputSpec(shape=[None, 2])
    return x


def optimizer(x):  # creates_variables: yes
    tf.keras.optimizers.SGD()
    return x


class Scale(tf.Module):
    def __init__(self):  # creates_variables: no
        self.v = None

    def __call__(self, x):  # creates_variables: no
        if self.v is None:
            self.v = tf.Variable(2.0)
        return x * self.v


def makes_objects(x):  # creates_variables: yes
    return Net()(x)


class Net(tf.keras.Model):
    def __init__(self):  # creates_variables: yes
        super().__init__()
        self.d = tf.keras.layers.Dense(1)

    def call(self, x):  # creates_variables: no
        return self.d(x)


class Built(tf.keras.layers.Layer):
    def build(self, shape):  # creates_variables: yes
        self.w = self.add_weight(shape=(2, 2))

    def call(self, x):  # creates_variables: no
        return tf.matmul(x, self.w)


class Wide(tf.keras.layers.Dense):
    pass


def own_layer(x):  # creates_variables: yes
    return Wide(2)(x)


class Parameter(tfp.util.TransformedVariable):
    def __init__(self, value):
        super().__init__(value, tfp.bijectors.Softplus())


def own_variable(x):  # creates_variables: yes
    return x * Parameter(1.0)


def by_name(x):  # creates_variables: yes
    return x * tf.compat.v1.get_variable("w", shape=[2, 2])


x = tf.ones([2, 2])
by_name(x)
own_layer(x)
own_variable(x)
for f in (fresh, through, layer, weightless, specifies, optimizer, Scale(), makes_objects, Built()):
    f(x)
