# file: base.py
import tensorflow as tf


class Base(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)
# file: gan.py
# target: 2.15
import tensorflow as tf

from base import Base


class GAN(Base):
    @tf.function
    def train_step(self, data):  # expect: unnecessary-keras-step-decorator warning
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(self(data) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}

    @tf.function
    def test_step(self, data):  # expect: unnecessary-keras-step-decorator warning
        return {"loss": tf.reduce_mean(self(data))}


gan = GAN()
gan.compile("sgd")
gan.fit(tf.ones([4, 2]), epochs=2)
gan.evaluate(tf.ones([4, 2]))
