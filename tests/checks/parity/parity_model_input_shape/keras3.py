# target: 2.21
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(input_shape=(3,))  # expect: parity-model-input-shape warning


Net()
