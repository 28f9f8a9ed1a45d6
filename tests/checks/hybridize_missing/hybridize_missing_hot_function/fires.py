# file: evaluate.py
import tensorflow as tf

from metrics import distance

model = tf.keras.Sequential([tf.keras.layers.Dense(8), tf.keras.layers.Dense(1)])


def evaluation_step(x, y):  # expect: hybridize-missing-hot-function
    return distance(model(x, training=False), y)


def evaluate(data):
    total = 0.0
    for x, y in data:
        total += float(evaluation_step(x, y))
    return total


for epoch in range(10):
    print(evaluate(tf.data.Dataset.from_tensor_slices((tf.ones([64, 4]), tf.ones([64, 1]))).batch(8)))
# file: metrics.py
import tensorflow as tf


def distance(a, b):
    for _ in range(20):
        a = tf.sqrt(tf.abs(a - b) + 1e-6)
    return tf.reduce_mean(a)
