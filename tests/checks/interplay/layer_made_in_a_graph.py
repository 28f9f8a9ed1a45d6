import tensorflow as tf


@tf.function
def classify(x):
    head = tf.keras.layers.Dense(10)  # expect: graph-object-creation-in-call
    return head(x)


classify(tf.ones([2, 3]))
