# A fix where tensors come in and go out, or nobody looks at the result.
import numpy as np
import tensorflow as tf


@tf.function
def schedule(step):  # expect: unnecessary-function-no-tensor-ops
    return 0.1 * 0.9**step


@tf.function
def row(x):  # expect: unnecessary-function-no-tensor-ops
    return x


@tf.function
def pair(x, y):  # expect: unnecessary-function-no-tensor-ops
    return y, x


@tf.function
def traced(x):  # expect: unnecessary-function-no-tensor-ops
    return x


@tf.function
def dropped(n):  # expect: unnecessary-function-no-tensor-ops
    return n + 1


for k in range(3):
    print(float(schedule(k)))
    print(row(np.ones([2])))
    print(pair(tf.ones([2]), tf.zeros([2])))
    print(traced(tf.ones([2])))
    dropped(k)
print(traced.experimental_get_tracing_count())
