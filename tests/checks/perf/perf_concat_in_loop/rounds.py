# Only a loop that is known to have many rounds counts; how often the others run, nobody can say.
import tensorflow as tf

ds = tf.data.Dataset.from_tensor_slices(tf.ones([80, 2])).batch(2)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
opt = tf.keras.optimizers.SGD()


def draw():
    return tf.random.uniform([10, 2])


def keys(specs, inputs):
    out = tf.zeros([5, 0])
    for k in specs.keys():
        out = tf.concat([out, inputs[k]], 1)
    return out


def any_number(n):
    out = tf.zeros([0, 2])
    for _ in range(n):
        out = tf.concat([out, draw()], 0)
    return out


def reject(wanted):
    out = tf.zeros([0, 2])
    missing = wanted
    while missing > 0:
        good = tf.boolean_mask(draw(), draw()[:, 0] > 0.5)
        missing -= int(tf.size(good))
        out = tf.concat([out, good], 0)
    return out


def a_few():
    out = tf.zeros([0, 2])
    for b in ds.take(3):
        out = tf.concat([out, b], 0)
    i = 90
    while i < 100:
        out = tf.concat([out, draw()], 0)
        i += 1
    return out


def pairs(other):
    out = tf.zeros([0, 2])
    for a, b in zip(ds, other):
        out = tf.concat([out, a * b], 0)
    return out


def numbered():
    out = tf.zeros([0, 2])
    for i, b in enumerate(ds):
        out = tf.concat([out, b], 0)  # expect: perf-concat-in-loop
    return out


def taken():
    out = tf.zeros([0, 2])
    for b in ds.take(100):
        out = tf.concat([out, b], 0)  # expect: perf-concat-in-loop
    return out


def rows():
    out = tf.zeros([0, 2])
    for row in tf.ones([50, 1, 2]):
        out = tf.concat([out, row], 0)  # expect: perf-concat-in-loop
    return out


def inside(parts):
    out = tf.zeros([0, 2])
    for b in ds:
        for _ in range(2):
            out = tf.concat([out, b], 0)  # expect: perf-concat-in-loop
    return out


def step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(x))
    opt.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return loss


def train(epochs):
    losses = tf.zeros([0])
    for _ in range(epochs):
        losses = tf.concat([losses, step(draw())[None]], 0)  # expect: perf-concat-in-loop
    return losses


def ensemble(inputs):
    losses = tf.zeros([0])
    for x in inputs:
        losses = tf.concat([losses, step(x)[None]], 0)
    return losses
