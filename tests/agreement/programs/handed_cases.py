"""Tests with cases: what absl.testing hands to test functions, and what these hand to the library."""
import dataclasses
import itertools

import numpy as np
import tensorflow as tf
from absl.testing import parameterized


def scaled(x, factor):
    return x * factor


def normalised(x):
    return (x - np.mean(x)) / np.std(x)


def padded(x, size):
    return tf.pad(x, [[0, size - x.shape[0]], [0, 0]])


def zeros_like_spec(spec):
    return tf.zeros([2] + spec.shape, spec.dtype)


def first_rows(batch):
    return tf.nest.map_structure(lambda t: t[:1], batch)


@dataclasses.dataclass
class Options:
    factor: float = 2.0
    sizes: list = dataclasses.field(default_factory=lambda: [4, 5])


class Affine(tf.keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 2), initializer="ones", name="kernel")
        self.offset = self.add_weight(shape=(2,), initializer="zeros", name="offset")

    def call(self, inputs):
        return biased(tf.matmul(inputs, self.kernel), self.offset)


def biased(x, offset):
    return x + offset


class ScaledTest(tf.test.TestCase, parameterized.TestCase):
    def setUp(self):
        super().setUp()
        self.rng = np.random.RandomState(0)
        self.options = Options()

    @parameterized.parameters((2.0,), (3.0,))
    def test_scaled(self, factor):
        x = tf.constant(self.rng.randn(3, 2))
        self.assertAllClose(self.evaluate(scaled(x, factor)), x.numpy() * factor)

    @parameterized.named_parameters(("small", [4, 3], 4), dict(testcase_name="large", shape=[2, 3], size=6))
    def test_padded(self, shape, size):
        out = padded(tf.ones(shape), size)
        self.assertEqual(out.shape[0], size)

    @parameterized.parameters(*itertools.product(["float32", "int32"], [(), (3,)]))
    def test_zeros(self, dtype, shape):
        self.assertEqual(zeros_like_spec(tf.TensorSpec(shape, dtype)).dtype, tf.as_dtype(dtype))

    @parameterized.product(kind=[dict, tuple], rows=[2, 3])
    def test_first_rows(self, kind, rows):
        parts = [("a", tf.ones([rows, 2])), ("b", tf.range(rows))]
        batch = dict(parts) if kind is dict else tuple(part for _, part in parts)
        first_rows(batch)

    def test_layer(self):
        generator = np.random.default_rng(1)
        x = normalised(generator.normal(size=(self.options.sizes[0], 3)))
        self.assertAllEqual(self.evaluate(Affine()(x)).shape, [4, 2])
        scaled(tf.zeros([2]), self.options.factor)


if __name__ == "__main__":
    tf.test.main()
