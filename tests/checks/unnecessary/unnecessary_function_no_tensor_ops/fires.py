import tensorflow as tf


@tf.function
def names(config):  # expect: unnecessary-function-no-tensor-ops
    return [layer["name"] for layer in config["layers"]]


@tf.function
def same(x):  # expect: unnecessary-function-no-tensor-ops
    return x


@tf.function
def asked(n):  # expect: unnecessary-function-no-tensor-ops
    return n + 1


for i in range(3):
    names({"layers": [{"name": "dense"}]})
    same(tf.ones([2]))
    asked(i).numpy()
