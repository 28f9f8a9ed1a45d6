import tensorflow as tf
from tensorflow import function as graph


class Trainer:
    def __init__(self):
        self.model = tf.keras.Sequential([tf.keras.layers.Dense(1)])

    def validate(self, x):
        @graph
        def run(v):  # expect: retracing-function-created-per-call
            return self.model(v)

        return run(x)


def score(layer, x):
    return tf.function(layer)(x)  # expect: retracing-function-created-per-call


trainer = Trainer()
dense = tf.keras.layers.Dense(2)
for step in range(100):
    trainer.validate(tf.ones([2, 2]))
    score(dense, tf.ones([2, 2]))
    double = tf.function(lambda v: v * 2)  # expect: retracing-function-created-per-call
    double(tf.ones([2]))
