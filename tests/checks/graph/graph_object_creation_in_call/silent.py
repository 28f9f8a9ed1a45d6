# Without weights, never called, made once, built eagerly on keras.Input.
import tensorflow as tf
from tensorflow.keras import layers as L


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = L.Dense(4)
        self.tail = tf.keras.Sequential([L.Dense(4), L.Dropout(0.1)])
        self.late = None
        self.mean = tf.keras.metrics.Mean()

    def build(self, shape):
        self.inner = L.Dense(2)

    def call(self, x):
        x = L.Flatten()(x)
        x = L.ReLU()(x)
        x = L.Activation("relu")(x)
        x = L.Add()([x, x])
        x = L.LayerNormalization(center=False, scale=False)(x)
        L.Dense(3)
        if self.late is None:
            self.late = L.Dense(5)
        self.mean.update_state(x)
        return self.late(self.inner(self.tail(self.dense(x))))


def block(x):
    return L.Dense(8)(x)


def build_model():
    inputs = tf.keras.Input((4,))
    x = block(inputs)
    norm = L.BatchNormalization()
    return tf.keras.Model(inputs, norm(x))


@tf.function
def losses(x, y):
    init = tf.keras.initializers.GlorotUniform()
    schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    loss = tf.keras.losses.MeanSquaredError()(y, x)
    return loss + schedule(1) + tf.reduce_sum(init((2, 2)))


def eager_step(x):
    opt = tf.keras.optimizers.Adam()
    return opt, L.Dense(3)(x)


class Plain:
    def __init__(self, rate):
        self.rate = rate


@tf.function
def makes_plain(x):
    return Plain(0.5).rate * x


build_model()
model = Net()
model.compile()
model.fit(tf.ones([4, 3]))
losses(tf.ones([2]), tf.ones([2]))
eager_step(tf.ones([1, 2]))
makes_plain(tf.constant(1.0))


class Constants:
    def __call__(self, next_creator, **kwargs):
        return tf.constant(0.0)


@tf.function
def with_a_creator_of_its_own():  # `Constants` makes no variable
    with tf.variable_creator_scope(Constants()):
        return L.Dense(3)


def make_metric():
    return tf.keras.metrics.Mean()


@tf.function
def with_a_creator_around():
    with tf.variable_creator_scope(Constants()):
        make_metric()
    return tf.constant(1.0)


with_a_creator_around()
