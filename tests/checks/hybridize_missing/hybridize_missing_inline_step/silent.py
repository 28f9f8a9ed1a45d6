import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam()
loss_fn = tf.keras.losses.MeanSquaredError()
dataset = tf.data.Dataset.from_tensor_slices((tf.ones([8, 3]), tf.zeros([8, 1]))).batch(2)
mean = tf.keras.metrics.Mean()
w = tf.Variable([1.0])
losses = []


@tf.function
def epoch(ds):
    for x, y in ds:
        with tf.GradientTape() as t:
            loss = loss_fn(y, model(x))
        optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))


epoch(dataset)

# Gradients for a report: nothing is updated with them.
for image in [tf.ones([2, 2])] * 9:
    with tf.GradientTape() as t:
        t.watch(image)
        s = model(image)
    mean.update_state(s)
    g = t.gradient(s, image)

# A list that was there before.
for x, y in dataset:
    with tf.GradientTape() as t:
        loss = loss_fn(y, model(x))
        losses.append(loss)
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))

# Something is printed on the way.
for x, y in dataset:
    with tf.GradientTape() as t:
        loss = loss_fn(y, model(x))
    print(loss)
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))

# The value of a tensor is asked for.
for x, y in dataset:
    with tf.GradientTape() as t:
        loss = loss_fn(y, model(x))
    if np.isnan(loss.numpy()):
        continue
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))

# The step may leave the loop.
for x, y in dataset:
    with tf.GradientTape() as t:
        loss = loss_fn(y, model(x))
    if tf.math.is_nan(loss):
        break
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))

# A number that changes each round: every one would be a trace.
for i in range(100):
    with tf.GradientTape() as t:
        loss = w * float(i)
    optimizer.apply_gradients([(t.gradient(loss, w), w)])


class Settings:
    rate = 1.0


settings = Settings()
for x, y in dataset:
    with tf.GradientTape() as t:
        loss = loss_fn(y, model(x)) * settings.rate
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))
    settings.rate *= 0.9

# A counter and a float sum inside of the step.
count = 0
total = 0.0
for x, y in dataset:
    with tf.GradientTape() as t:
        loss = loss_fn(y, model(x))
    count += 1
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))
for x, y in dataset:
    with tf.GradientTape() as t:
        loss = loss_fn(y, model(x))
        total += loss
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))

# The tape is used later.
for x, y in dataset:
    with tf.GradientTape(persistent=True) as t:
        loss = loss_fn(y, model(x))
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))
    print(t.gradient(loss, model.trainable_variables))

# A model for each round.
for width in [1, 2, 3, 4, 5, 6]:
    net = tf.keras.Sequential([tf.keras.layers.Dense(width)])
    with tf.GradientTape() as t:
        loss = tf.reduce_mean(net(tf.ones([2, 2])))
    tf.keras.optimizers.SGD().apply_gradients(zip(t.gradient(loss, net.trainable_variables), net.trainable_variables))

# A few rounds.
for _ in range(3):
    with tf.GradientTape() as t:
        loss = w * 2.0
    optimizer.apply_gradients([(t.gradient(loss, w), w)])

# Gradients are gathered, and applied outside of the loop.
grads = []
for x, y in dataset:
    with tf.GradientTape() as t:
        loss = loss_fn(y, model(x))
    grads.append(t.gradient(loss, model.trainable_variables))
optimizer.apply_gradients(zip(grads[0], model.trainable_variables))

# An array of float64 takes over the dtype of the tensor it meets; in a graph it does not.
targets = np.zeros([8, 1])
for start in range(0, 8, 2):
    part = targets[start : start + 2]
    with tf.GradientTape() as t:
        loss = tf.reduce_mean((model(tf.ones([2, 3])) - part) ** 2)
    optimizer.apply_gradients(zip(t.gradient(loss, model.trainable_variables), model.trainable_variables))


def unknown_model(net, data):
    for x in data:
        with tf.GradientTape() as t:
            loss = net.loss(x)
        optimizer.apply_gradients(zip(t.gradient(loss, net.variables), net.variables))


class Stepped(tf.keras.Model):
    def train_step(self, data):
        for x in tf.unstack(data):
            with tf.GradientTape() as t:
                loss = tf.reduce_mean(x * w)
            optimizer.apply_gradients([(t.gradient(loss, w), w)])
        return {"loss": loss}
