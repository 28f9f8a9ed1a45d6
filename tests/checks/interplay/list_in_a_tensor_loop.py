import tensorflow as tf


@tf.function
def squares(n):
    found = []
    for i in tf.range(n):
        found.append(i * i)  # expect: graph-mutation-in-tensor-loop
    return found


squares(tf.constant(3))
