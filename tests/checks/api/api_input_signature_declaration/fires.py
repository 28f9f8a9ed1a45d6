import functools

import tensorflow as tf

S = tf.TensorSpec([None], tf.float32)
PAIR = [S] * 2
staged = functools.partial(tf.function, input_signature=[S])


@tf.function(input_signature=[S, S, S])  # expect: api-input-signature-declaration
def many(x, y):
    return x


@tf.function(input_signature=[tf.float32])  # expect: api-input-signature-declaration
def dtype(x):
    return x


@tf.function(input_signature=[None])  # expect: api-input-signature-declaration
def nothing(x):
    return x


@tf.function(input_signature={"x": S})  # expect: api-input-signature-declaration
def mapping(x):
    return x


@tf.function(input_signature=[])  # expect: api-input-signature-declaration
def empty(x):
    return x


@tf.function(input_signature=[S])  # expect: api-input-signature-declaration
def keyword(x, *, scale):
    return x * scale


@tf.function(input_signature=PAIR)  # expect: api-input-signature-declaration
def three(x, y, z):
    return x


class Model:
    @tf.function(input_signature=[S])  # expect: api-input-signature-declaration
    def forward(this, x):
        return x


@tf.function(input_signature=(tf.TensorSpec([], tf.int32)))  # expect: api-input-signature-declaration
def bare(n):
    return n
