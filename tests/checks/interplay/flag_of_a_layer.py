import tensorflow as tf

layer = tf.keras.layers.Dense(1)
layer.build([1, 2])
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(x))
    variables = layer.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


x = tf.ones([1, 2])
train_step(x)
layer.trainable = False  # expect: stale-trainable-flag
train_step(x)
