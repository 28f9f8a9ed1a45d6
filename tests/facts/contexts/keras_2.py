# What Keras drives; ./dev oracle contexts runs the same program under the Keras that each TensorFlow brings.
# target: 2.15
import tensorflow as tf
from probe import here


class Block(tf.keras.layers.Layer):
    def call(self, x):  # traced: yes  # converted: yes
        here("Block.call")
        return below_block(x)


def below_block(x):  # traced: yes  # converted: yes
    here("below_block")
    return x


class Repaired(tf.keras.layers.Layer):
    @tf.function
    def call(self, x):  # traced: yes  # converted: yes
        here("Repaired.call")
        return x


class Loss(tf.keras.losses.Loss):
    def call(self, y, predicted):  # unseen: traced=yes converted=yes
        here("Loss.call")
        return tf.reduce_mean(y - predicted, axis=-1)


def metric(y, predicted):  # unseen: traced=yes converted=yes
    here("metric")
    return tf.reduce_mean(y - predicted, axis=-1)


def activation(x):  # converted: no  # unseen: traced=yes
    here("activation")
    return x


class Model(tf.keras.Model):
    def __init__(self):  # traced: no  # eager: yes
        here("Model.__init__")
        super().__init__()
        self.block = Block()
        self.repaired = Repaired()
        self.dense = tf.keras.layers.Dense(1, activation=activation)

    def call(self, x):  # traced: yes  # converted: yes
        here("Model.call")
        return self.dense(self.repaired(self.block(x)))


class Steps(Model):
    def train_step(self, data):  # traced: yes  # converted: no
        here("Steps.train_step")
        return self.below_step(data)

    def below_step(self, data):  # traced: yes  # converted: no
        here("Steps.below_step")
        return super().train_step(data)


class RepairedSteps(Model):
    @tf.function
    def train_step(self, data):  # traced: yes  # converted: yes
        here("RepairedSteps.train_step")
        return super().train_step(data)


class Eager(tf.keras.layers.Layer):
    def call(self, x):  # traced: no  # eager: yes
        here("Eager.call")
        return x


class InGraph(tf.keras.layers.Layer):
    def call(self, x):  # traced: yes  # converted: yes  # eager: no
        here("InGraph.call")
        return x


class Watch(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):  # traced: no
        here("Watch.on_epoch_end")


in_graph = InGraph()


@tf.function
def calls_a_layer(x):  # traced: yes  # converted: yes
    here("calls_a_layer")
    return in_graph(x)


x = tf.ones([4, 2])
y = tf.ones([4, 1])
model = Model()
model.compile("sgd", Loss(), metrics=[metric])
model.fit(x, y, verbose=0, callbacks=[Watch()])
steps = Steps()
steps.compile("sgd", "mse")
steps.fit(x, y, verbose=0)
repaired = RepairedSteps()
repaired.compile("sgd", "mse")
repaired.fit(x, y, verbose=0)
Eager()(x)
calls_a_layer(x)
