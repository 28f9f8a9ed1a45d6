import tensorflow as tf


@tf.function(jit_compile=True)
def fused(x):
    return x * 2.0


@tf.function
def also_eager(x):
    return x * 3.0


@tf.function
def unrolled(x):
    return tf.tanh(x)


@tf.function
def kept(x):
    return x + 1.0


@tf.function
def tensor_condition(x):
    if tf.reduce_sum(x) > 0.0:
        return x
    return -x


@tf.function
def step(x):
    for _ in range(60):
        x = unrolled(x)
    return fused(also_eager(kept(x)))


@tf.function(autograph=False)
def unconverted(x):
    return tensor_condition(x)


@tf.function
def mapped(x):
    return x * 2.0


x = tf.ones([2])
step(x)
unconverted(x)
also_eager(x)
kept.get_concrete_function(tf.TensorSpec([2]))
data = tf.data.Dataset.from_tensors(x).map(mapped)
