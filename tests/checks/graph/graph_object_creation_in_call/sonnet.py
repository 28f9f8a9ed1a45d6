# Sonnet: some modules make variables when constructed, most at their first call, some never.
import sonnet as snt
import tensorflow as tf


@tf.function
def reported(x):
    y = snt.Linear(4)(x)  # expect: graph-object-creation-in-call
    mean = snt.Mean()  # expect: graph-object-creation-in-call
    mean(y)
    optimizer = snt.optimizers.Adam(0.1)  # expect: graph-object-creation-in-call
    optimizer.apply([y], [y])
    return snt.nets.VectorQuantizer(4, 8, 0.25)(y, True)  # expect: graph-object-creation-in-call


@tf.function
def silent(core, x, state):
    x = snt.Flatten()(x)
    x = snt.BatchApply(core)(x)
    x = snt.merge_leading_dims(x, 2)
    x = snt.LayerNorm(-1, False, False)(x)
    linear = snt.Linear(4)
    snt.allow_empty_variables(core)
    snt.something_new(x, linear)
    tf.keras.metrics.SomethingNew()
    return snt.static_unroll(core, x, state)


layers = [snt.Linear(3), snt.BatchNorm(True, True)]
