"""Forecasts a noisy seasonal series with a GRU; the training step is a graph, all else is Python."""
import numpy as np
import tensorflow as tf

HISTORY = 24
HORIZON = 4


class Forecaster(tf.keras.Model):
    def __init__(self, units=16):
        super().__init__()
        self.encoder = tf.keras.layers.GRU(units)
        self.trend = tf.keras.layers.Dense(HORIZON, use_bias=False)
        self.head = tf.keras.layers.Dense(HORIZON)

    def call(self, history, training=False):
        last = history[:, -1:]
        seasonal = self.head(self.encoder((history - last)[:, :, tf.newaxis]))
        return last + seasonal + self.trend(history - last)


class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer
        self.loss = tf.keras.metrics.Mean()
        self.skipped = tf.Variable(0, trainable=False, dtype=tf.int32)

    @tf.function
    def train_step(self, history, future):
        with tf.GradientTape() as tape:
            error = self.model(history, training=True) - future
            loss = tf.reduce_mean(tf.square(error))
        gradients = tape.gradient(loss, self.model.trainable_variables)
        gradients, norm = tf.clip_by_global_norm(gradients, 1.0)
        if tf.math.is_finite(norm):
            self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))
            self.loss.update_state(loss)
        else:
            tf.print("skipping a batch: gradient norm", norm)
            self.skipped.assign_add(1)
        return loss

    @tf.function
    def errors(self, history, future):
        forecast = self.model(history, training=False)
        naive = tf.repeat(history[:, -1:], HORIZON, axis=1)
        return tf.reduce_mean(tf.abs(forecast - future)), tf.reduce_mean(tf.abs(naive - future))


def make_series(length, seed):
    rng = np.random.default_rng(seed)
    time = np.arange(length)
    season = np.sin(2.0 * np.pi * time / 12.0) + 0.4 * np.sin(2.0 * np.pi * time / 5.0)
    drift = np.cumsum(rng.normal(scale=0.02, size=length))
    return (season + drift + rng.normal(scale=0.05, size=length)).astype("float32")


def windows(series, batch_size, shuffle=False):
    starts = np.arange(len(series) - HISTORY - HORIZON)
    history = series[starts[:, None] + np.arange(HISTORY)]
    future = series[starts[:, None] + HISTORY + np.arange(HORIZON)]
    dataset = tf.data.Dataset.from_tensor_slices((history, future))
    if shuffle:
        dataset = dataset.shuffle(len(starts), seed=8)
    return dataset.batch(batch_size, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def build(units=16, learning_rate=0.01):
    """A trainer whose variables all exist, so that each step is traced exactly once."""
    model = Forecaster(units)
    model(tf.zeros([1, HISTORY]))
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    optimizer.build(model.trainable_variables)
    return Trainer(model, optimizer)


def main() -> dict[str, float]:
    tf.keras.utils.set_random_seed(61)
    series = make_series(700, seed=6)
    train_data = windows(series[:520], batch_size=32, shuffle=True)
    test_data = windows(series[520:], batch_size=32)

    trainer = build()
    for epoch in range(5):
        trainer.loss.reset_state()
        for history, future in train_data:
            trainer.train_step(history, future)
        print(f"epoch {epoch + 1}: loss {float(trainer.loss.result()):.4f}")

    pairs = [trainer.errors(history, future) for history, future in test_data]
    error, naive = (float(np.mean(column)) for column in zip(*pairs))
    return {"error": error, "naive_error": naive, "skipped": float(trainer.skipped)}


if __name__ == "__main__":
    print(main())
