# The code has come to need eager execution: as a graph it raises, or leaves symbolic tensors behind.
# file: layers.py
import numpy as np
import tensorflow as tf


class Observed(tf.keras.layers.Dense):
    def call(self, inputs):
        self.smallest = tf.math.reduce_min(inputs)
        return super().call(inputs)


model = tf.keras.Sequential([Observed(2)])
model.compile(run_eagerly=True)
for _ in range(2):
    model.predict_on_batch(np.ones([4, 3], "f4"))
    print([layer.smallest.numpy() for layer in model.layers])
# file: evaluator.py
import tensorflow as tf


class Evaluator:
    def evaluate(self, data):
        step = tf.function(self.eval_step)
        for x in data:
            step(x)

    def eval_step(self, x):
        print("saving", (x * 2).numpy())


if __name__ == "__main__":
    tf.config.run_functions_eagerly(True)
    Evaluator().evaluate(tf.data.Dataset.range(2))
