"""A call before the loop, to look at one batch, is no reason to leave the loop's calls eager."""
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(10, activation="relu"), tf.keras.layers.Dense(3)])
rows = tf.data.Dataset.from_tensor_slices((tf.ones([256, 4]), tf.zeros([256], tf.int64))).batch(32)
features, labels = next(iter(rows))


def grad(model, x, y):  # expect: hybridize-missing-hot-function
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=model(x)))
        for v in model.trainable_variables:
            loss += 0.001 * tf.reduce_sum(v * v)
    return loss, tape.gradient(loss, model.trainable_variables)


optimizer = tf.keras.optimizers.Adam(0.01)
loss, grads = grad(net, features, labels)
optimizer.apply_gradients(zip(grads, net.trainable_variables))
for epoch in range(40):
    for x, y in rows:
        loss, grads = grad(net, x, y)
        optimizer.apply_gradients(zip(grads, net.trainable_variables))
