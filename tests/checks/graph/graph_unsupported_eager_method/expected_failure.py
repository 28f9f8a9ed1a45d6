# file: test_values.py
import tensorflow as tf


@tf.function
def value(x):
    return x.numpy()


class ValueTest(tf.test.TestCase):
    def test_fails(self):
        with self.assertRaises(AttributeError):
            value(tf.constant(1.0))
