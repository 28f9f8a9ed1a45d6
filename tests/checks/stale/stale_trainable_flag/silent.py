import sys

import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.base = tf.keras.layers.Dense(4)
        self.other = tf.keras.layers.Dense(4, trainable=False)

    def call(self, x):
        return self.other(self.base(x))


class Settings:
    def __init__(self):
        self.trainable = True


net = Net()
unrelated = tf.keras.layers.Dense(2)
settings = Settings()
optimizer = tf.keras.optimizers.Adam(0.1)


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(net(x))
    variables = net.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


@tf.function
def test_step(x):
    return tf.reduce_sum(net(x))


def before(x):
    net.base.trainable = False
    for _ in range(3):
        train_step(x)


def of_others(x):
    train_step(x)
    unrelated.trainable = False
    settings.trainable = False
    train_step(x)


def given_where_it_is_made(x):
    train_step(x)
    net.other.trainable = False
    train_step(x)


def unknown(x, flag):
    train_step(x)
    net.base.trainable = flag
    train_step(x)


def only_tested_later(x):
    train_step(x)
    net.base.trainable = False
    test_step(x)
    test_step(x)


def new_net(x):
    for _ in range(3):
        fresh = Net()

        @tf.function
        def step(x):
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum(fresh(x))
            return tape.gradient(loss, fresh.trainable_variables)

        step(x)
        fresh.base.trainable = False


CASES = {"a": before, "b": of_others, "c": given_where_it_is_made, "d": only_tested_later, "e": new_net}
if sys.argv[1] == "u":
    unknown(tf.ones([2, 3]), len(sys.argv) > 2)
elif sys.argv[1] == "a":
    before(tf.ones([2, 3]))


class Stepped(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def train_step(self, data):
        return {"loss": tf.reduce_sum(self.dense(data))}


def compile_again(model):
    model.compile("sgd", "mse")


def fine_tune(x, y):
    tail = tf.keras.layers.Dense(1)
    trained = tf.keras.Sequential([tail])
    tail.trainable = False
    compile_again(trained)
    trained.fit(x, y)
    tail.trainable = True
    compile_again(trained)
    trained.fit(x, y)


def only_predicts(x, y):
    tail = tf.keras.layers.Dense(1)
    trained = tf.keras.Sequential([tail])
    trained.compile("sgd", "mse")
    trained.fit(x, y)
    tail.trainable = False
    trained.predict(x)
    trained.evaluate(x, y)


def own_step(x):
    model = Stepped()
    model.compile("sgd")
    model.fit(x)
    model.dense.trainable = False
    model.fit(x)
