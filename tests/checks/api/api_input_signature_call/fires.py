import numpy as np
import tensorflow as tf

SPEC = tf.TensorSpec([None], tf.float32)


@tf.function(input_signature=[SPEC])
def f(x):
    return x * 2.0


@tf.function(input_signature=[SPEC])
def g(x, training=False, *, scale=1.0, mask=None):
    return x


@tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
def h(n):
    return n + 1


@tf.function(input_signature=[tf.TensorSpec([], tf.bool)])
def b(flag):
    return flag


@tf.function(input_signature=[(SPEC, SPEC)])
def pair(p):
    return p[0]


@tf.function(input_signature=[[SPEC, SPEC]])
def both(p):
    return p[0]


@tf.function(input_signature=[{"a": SPEC}])
def named(p):
    return p["a"]


@tf.function(input_signature=[SPEC])
def keywords(x, **options):
    return x


@tf.function(input_signature=[SPEC, SPEC])
def variadic(x, *rest):
    return x


a = tf.zeros([1])
f(tf.zeros([3], tf.float64))  # expect: api-input-signature-call
f(tf.constant([1, 2]))  # expect: api-input-signature-call
f(np.zeros((3, 4)))  # expect: api-input-signature-call
f(1.0)  # expect: api-input-signature-call
f(None)  # expect: api-input-signature-call
f("a")  # expect: api-input-signature-call
f({"a": 1.0})  # expect: api-input-signature-call
f(tf.Variable([1.0], dtype=tf.float64))  # expect: api-input-signature-call
f(tf.ragged.constant([[1.0]]))  # expect: api-input-signature-call
h(3.0)  # expect: api-input-signature-call
h([1, 2])  # expect: api-input-signature-call
h(tf.constant(3, tf.int64))  # expect: api-input-signature-call
b(1)  # expect: api-input-signature-call
g(a, True)  # expect: api-input-signature-call
g(a, training=tf.constant(True))  # expect: api-input-signature-call
g(a, scale=2.0)  # expect: api-input-signature-call
g(a, mask=a)  # expect: api-input-signature-call
g(a, None)  # expect: api-input-signature-call
pair([a, a])  # expect: api-input-signature-call
pair((a, a, a))  # expect: api-input-signature-call
both((a, a))  # expect: api-input-signature-call
named({"a": a, "b": a})  # expect: api-input-signature-call
named({"a": tf.zeros([1, 2])})  # expect: api-input-signature-call
keywords(a, z=1)  # expect: api-input-signature-call
variadic(a, a, a)  # expect: api-input-signature-call
variadic(a)  # expect: api-input-signature-call


@tf.function
def outer(x):
    return f(tf.cast(x, tf.float64))  # expect: api-input-signature-call


outer(a)


class Model(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([3], tf.float32)])
    def __call__(self, x):
        return x

    @tf.function(input_signature=[SPEC])
    def step(self, x, training=False):
        return x


model = Model()
model(tf.zeros([4]))  # expect: api-input-signature-call
model.step(a, training=True)  # expect: api-input-signature-call

wrapped = tf.function(lambda x: x, input_signature=[SPEC])
wrapped(None)  # expect: api-input-signature-call
