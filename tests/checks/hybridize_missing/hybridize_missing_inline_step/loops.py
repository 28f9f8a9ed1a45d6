import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam()
loss_fn = tf.keras.losses.MeanSquaredError()
dataset = tf.data.Dataset.from_tensor_slices((tf.ones([8, 3]), tf.zeros([8, 1]))).batch(2)
w = tf.Variable([1.0])

# Nested: one finding for the inner loop; what is printed later stays outside.
for epoch in range(20):
    total = 0.0
    for x, y in dataset:
        with tf.GradientTape() as t:  # expect: hybridize-missing-inline-step
            loss = loss_fn(y, model(x))
        optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))
        total += float(loss)
    print(epoch, total)

# Two tapes, two updates: one finding.
generator = tf.keras.Sequential([tf.keras.layers.Dense(3)])
for x, _ in dataset:
    with tf.GradientTape() as tape_g, tf.GradientTape() as tape_d:  # expect: hybridize-missing-inline-step
        fake = generator(x)
        loss_d = tf.reduce_mean(model(x)) - tf.reduce_mean(model(fake))
        loss_g = tf.reduce_mean(model(fake))
    optimizer.apply_gradients(zip(tape_d.gradient(loss_d, model.trainable_variables), model.trainable_variables))
    optimizer.apply_gradients(zip(tape_g.gradient(loss_g, generator.trainable_variables), generator.trainable_variables))

# By hand, variable by variable; the state is carried from round to round.
state = tf.zeros([2, 1])
steps = 0
while steps < 100:
    with tf.GradientTape() as tape:  # expect: hybridize-missing-inline-step
        state = state * w + 1.0
        loss = tf.reduce_mean(state)
    for variable, gradient in zip([w], tape.gradient(loss, [w])):
        variable.assign_sub(0.1 * gradient)
    steps += 1


class Trainer:
    def __init__(self):
        self.model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        self.optimizer = tf.keras.optimizers.SGD()
        self.history = []

    def descend(self, tape, loss):
        gradients = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))

    def fit(self, data, epochs):
        for _ in range(epochs):
            for x, y in data:
                with tf.GradientTape() as tape:  # expect: hybridize-missing-inline-step
                    loss = tf.reduce_mean((self.model(x) - y) ** 2)
                self.descend(tape, loss)
                self.history.append(loss.numpy())


Trainer().fit(dataset, 10)


def clipped(data):
    for x, y in data:
        if x.shape[0] == 2:
            with tf.GradientTape() as tape:  # expect: hybridize-missing-inline-step
                loss = loss_fn(y, model(x))
            grads = tape.gradient(loss, model.trainable_variables)
            grads = [tf.clip_by_norm(g, 1.0) for g in grads]
            optimizer.apply_gradients(zip(grads, model.trainable_variables))


clipped(dataset)

# Batches of an array: the model casts them.
features = np.ones([8, 3], dtype="float32")
for start in range(0, 8, 2):
    batch = features[start : start + 2]
    with tf.GradientTape() as tape:  # expect: hybridize-missing-inline-step
        loss = tf.reduce_mean(model(batch))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
