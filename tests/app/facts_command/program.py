"""Every field of a record of facts, in one of its forms or another."""
import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    def __init__(self, factor=2.0):
        super().__init__()
        self.factor = factor
        self.seen = []

    def call(self, inputs, training=False):
        self.seen.append(inputs)
        return inputs * self.factor


@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)], autograph=False)
def signed(rows):
    return tf.reduce_sum(rows, axis=1)


@tf.function
def pair(both, *rest, power=2, **options):
    left, right = both
    return {"sum": left + right, "power": left ** power}


def factorial(n):
    return 1 if n == 0 else n * factorial(n - 1)


def annotated(x: tf.Tensor, name: str):
    return tf.identity(x, name=name)


def opaque(anything):
    return anything.whatever()


def ragged_mean(words: tf.RaggedTensor):
    return tf.reduce_mean(words, axis=1)


def main():
    layer = Scale()
    doubled = layer(tf.ones([4, 3]))
    signed(doubled)
    pair((tf.constant([1, 2]), tf.constant([3, 4])), tf.constant(True), power=3, tag="a")
    wrapped = tf.function(lambda x: x + 1, reduce_retracing=True)
    wrapped(tf.constant(1.0))
    ragged_mean(tf.ragged.constant([[1.0], [2.0, 3.0]]))
    factorial(5)
    counts = {"calls": tf.Variable(0), "names": ["a", "b"]}
    for row in tf.data.Dataset.from_tensor_slices(tf.zeros([6, 2])).batch(4):
        counts["calls"].assign_add(tf.shape(row)[0])
    return counts


if __name__ == "__main__":
    main()
