import tensorflow as tf


class Base(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)


class Conditional(Base):
    @tf.function
    def train_step(self, data):
        loss = tf.reduce_mean(self(data))
        if loss > 1.0:
            loss = loss * 0.5
        return {"loss": loss}


class Compiled(Base):
    @tf.function(jit_compile=True)
    def train_step(self, data):
        return {"loss": tf.reduce_mean(self(data))}


class CalledDirectly(Base):
    @tf.function
    def train_step(self, data):
        return {"loss": tf.reduce_mean(self(data))}


class Eager(Base):
    @tf.function
    def train_step(self, data):
        return {"loss": tf.reduce_mean(self(data))}


class Runner:
    @tf.function
    def train_step(self, data):
        return tf.reduce_mean(data)


for model in (Conditional(), Compiled()):
    model.compile("sgd")
    model.fit(tf.ones([4, 2]))
direct = CalledDirectly()
for _ in range(9):
    direct.train_step(tf.ones([4, 2]))
eager = Eager()
eager.compile("sgd", run_eagerly=True)
eager.fit(tf.ones([4, 2]))
Runner().train_step(tf.ones([2]))
