import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()
w = tf.Variable([1.0])
optimizer = tf.keras.optimizers.SGD()


def replica_step(x):
    with tf.GradientTape() as tape:
        loss = w * x
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    return loss


def two_optimizers(opt, x):
    with tf.GradientTape() as tape:
        loss = w * x
    opt.apply_gradients([(tape.gradient(loss, w), w)])


first = tf.keras.optimizers.SGD()
second = tf.keras.optimizers.Adam()
for _ in range(100):
    strategy.run(replica_step, args=(tf.ones([1]),))
    two_optimizers(first, tf.ones([1]))
    two_optimizers(second, tf.ones([1]))
