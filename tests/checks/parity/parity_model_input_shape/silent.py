import pytest
import tensorflow as tf


class Layer(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__(input_shape=(3,))


class Base(tf.keras.Model):
    def __init__(self, input_shape):
        super().__init__(name="base")
        self.shape_of_input = input_shape
        self.build(input_shape=(None, 3))


class Net(Base):
    def __init__(self):
        super().__init__(input_shape=(3,))


class Plain:
    def __init__(self, **options):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2, input_shape=(3,))


class Failing(tf.keras.Model):
    def __init__(self):
        with pytest.raises(TypeError):
            super().__init__(input_shape=(3,))
