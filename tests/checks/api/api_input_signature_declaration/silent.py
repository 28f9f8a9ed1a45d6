import tensorflow as tf

S = tf.TensorSpec([None], tf.float32)
BOTH = [S] * 2


@tf.function(input_signature=BOTH)
def defaults(x, y, training=False):
    return x


@tf.function(input_signature=[S])
def keyword(x, *, scale=2.0):
    return x * scale


@tf.function(input_signature=[S, S, S])
def variadic(*xs):
    return xs


@tf.function(input_signature=[{"a": S, "b": S}, (S, [S])])
def nested(x, y):
    return y


@tf.function(input_signature=[tf.RaggedTensorSpec([None, None], tf.int32)])
def ragged(x):
    return x


@tf.function(input_signature=None)
def unsigned(x, y):
    return x


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.serve = tf.function(self.forward, input_signature=[S])

    def forward(self, x):
        return x

    @staticmethod
    @tf.function(input_signature=[S])
    def static(x):
        return x


Model()


@tf.function(input_signature=())
def no_parameters():
    return tf.constant(1)


class Box:
    @property
    def spec(self):
        """Overwritten by a decorator."""


@tf.function(input_signature=(Box().spec,))
def of_a_stub(x):
    return x
