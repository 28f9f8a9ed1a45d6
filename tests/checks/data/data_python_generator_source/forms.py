import numpy as np
import tensorflow as tf

x_train = np.ones([8, 2])
y_train = np.ones([8])
a = tf.data.Dataset.from_generator(lambda: iter(x_train), tf.float32)  # expect: data-python-generator-source


def rows():
    for i in range(len(x_train)):
        yield x_train[i], y_train[i]


b = tf.data.Dataset.from_generator(rows, (tf.float32, tf.float32))  # expect: data-python-generator-source
