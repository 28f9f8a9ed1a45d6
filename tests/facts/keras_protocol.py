import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class Block(layers.Layer):
    def call(self, x):  # traced: yes
        return self.scale(x)

    def scale(self, x):  # traced: yes
        return x * 2


class Custom(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def call(self, x):  # traced: yes
        return self.block(x)

    def train_step(self, data):  # traced: yes  # converted: no
        return {"loss": self.loss_of(data)}

    def loss_of(self, data):  # traced: yes
        return tf.reduce_mean(self(data))


class InSequential(layers.Layer):
    def call(self, x):  # traced: yes
        return x


class InFunctional(layers.Layer):
    def call(self, x):  # traced: yes
        return x


class EagerLayer(layers.Layer):
    def call(self, x):  # traced: no  # eager: yes
        return x


class Watch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):  # traced: no
        return None


model = Custom()
model.compile("sgd")
model.fit(tf.ones([4, 2]), callbacks=[Watch()])
sequential = keras.Sequential([InSequential(), layers.Dense(1)])
sequential.compile("sgd", "mse")
sequential.fit(tf.ones([4, 2]), tf.ones([4, 1]))
inputs = keras.Input(shape=(2,))
functional = keras.Model(inputs, InFunctional()(inputs))
EagerLayer()(tf.ones([2]))
