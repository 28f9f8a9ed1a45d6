import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(input_shape=(3,))  # expect: parity-model-input-shape warning
        self.dense = tf.keras.layers.Dense(2)


class Deep(tf.keras.Model):
    def __init__(self):
        super(Deep, self).__init__(name="deep", input_shape=(3,))  # expect: parity-model-input-shape warning


class Row(tf.keras.Sequential):
    def __init__(self):
        super().__init__(input_shape=(3,))  # expect: parity-model-input-shape error
