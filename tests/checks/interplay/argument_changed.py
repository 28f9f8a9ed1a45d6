import tensorflow as tf


@tf.function
def collect(x, seen):
    seen.append(x * 2)  # expect: side-effect-argument-mutation
    return x + 1


collect(tf.constant(1.0), [])
