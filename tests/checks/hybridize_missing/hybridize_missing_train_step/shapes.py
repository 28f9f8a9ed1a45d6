# file: loop.py
import tensorflow as tf

from agent import Agent

agent = Agent()


def epoch(batches):
    for x in batches:
        agent.learn(x)


for _ in range(5):
    epoch(tf.data.Dataset.from_tensor_slices(tf.ones([8, 3])).batch(2))
# file: agent.py
import tensorflow as tf


class Agent:
    def __init__(self):
        self.model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        self.optimizer = tf.keras.optimizers.Adam()

    def _descend(self, gradients):
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))

    def learn(self, x):  # expect: hybridize-missing-train-step
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(self.model(x) ** 2)
        self._descend(tape.gradient(loss, self.model.trainable_variables))
        return loss
