import tensorflow as tf


class Regressor:
    def predict(self, x):
        return x * 2.0

    def fit(self, x):
        return x


class Own(tf.keras.Model):
    def call(self, x):
        return x

    def predict(self, x):
        return self(x) * 2.0


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
own = Own()
regressor = Regressor()
metric = tf.keras.metrics.Mean()
checkpoint = tf.train.Checkpoint(model=model)
dataset = tf.data.Dataset.range(3)


def on_host(x):
    return model.predict(x)


@tf.function
def works(x):
    metric.update_state(x)
    checkpoint.write("c")
    n = len(dataset)
    first = next(iter(dataset))
    model.train_on_batch(x, x)
    return model(x, training=False), metric.result(), own.predict(x), regressor.predict(x), regressor.fit(x), n, first


@tf.function
def hosted(x):
    return tf.py_function(on_host, [x], tf.float32)


@tf.function
def guarded(x):
    if tf.executing_eagerly():
        model.save("model.keras")
    with tf.init_scope():
        model.predict(tf.ones([1, 3]))
    return model(x)


class Save(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.save("model.keras")


x = tf.ones([2, 3])
works(x)
hosted(x)
guarded(x)
model.predict(x)
model.fit(x, x, callbacks=[Save()])
