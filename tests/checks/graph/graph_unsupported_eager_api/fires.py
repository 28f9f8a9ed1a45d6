import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
checkpoint = tf.train.Checkpoint(model=model)
manager = tf.train.CheckpointManager(checkpoint, "checkpoints", 3)
dataset = tf.data.Dataset.range(3)


@tf.function
def evaluate(x):
    return tf.reduce_mean(model.predict(x))  # expect: graph-unsupported-eager-api


@tf.function
def trains(x, y):
    model.fit(x, y)  # expect: graph-unsupported-eager-api
    model.evaluate(x, y)  # expect: graph-unsupported-eager-api
    return model(x)


def save():
    model.save("model.keras")  # expect: graph-unsupported-eager-api
    checkpoint.save("checkpoints/c")  # expect: graph-unsupported-eager-api
    manager.save()  # expect: graph-unsupported-eager-api


@tf.function
def step(x):
    save()
    for v in dataset.as_numpy_iterator():  # expect: graph-unsupported-eager-api
        x = x + v
    return x, model.get_weights()  # expect: graph-unsupported-eager-api


x = tf.ones([2, 3])
evaluate(x)
trains(x, x)
step(x)
