import tensorflow as tf
from tensorflow.config import run_functions_eagerly

run_functions_eagerly(True)  # expect: hybridize-disabled-globally
tf.data.experimental.enable_debug_mode()  # expect: hybridize-disabled-globally


class Own(tf.keras.Model):
    def __init__(self):
        super().__init__()

    def compile(self, optimizer):
        super().compile(optimizer, run_eagerly=True)  # expect: hybridize-disabled-globally


def build():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("adam", "mse", None, None, None, True)  # expect: hybridize-disabled-globally
    return model


Own().compile("sgd")
build()
