# A dict of gradients is no tensor, nor is what nobody knows.
import collections

import tensorflow as tf

w = tf.Variable(1.0)


@tf.function
def step(x, layers):
    groups = collections.defaultdict(list)
    for layer in layers:
        groups[layer.name].append(layer.variables)
    with tf.GradientTape(persistent=True) as tape:
        loss = x * w
    by_layer = tape.gradient(loss, groups)
    if not by_layer:
        raise ValueError("nothing to train")
    if not tape.gradient(loss, layers):
        raise ValueError("nothing to train")
    if not tape.gradient(loss, [w]):
        raise ValueError("nothing to train")
    if tape.gradient(loss, w) > 2.0:
        raise ValueError("too steep")  # expect: graph-raise-under-tensor-condition
    return loss
