import tensorflow as tf


def load(path):  # effects: file
    return tf.keras.models.load_model(path)


def predict(x):  # effects: none
    return model(x) * 2.0


model = load("model.keras")
predict(tf.ones([2, 3]))


def part(x):  # effects: unknown
    return model.base(x) * 2.0


part(tf.ones([2, 3]))
