"""Finds odd sensor readings: an autoencoder trained on normal ones rebuilds odd ones badly."""
import numpy as np
import tensorflow as tf

WINDOW = 32


class Denoise(tf.keras.layers.Layer):
    """Moving average whose window is learned."""

    def __init__(self, taps=5, **kwargs):
        super().__init__(**kwargs)
        self.taps = taps

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(self.taps,), initializer="zeros")
        super().build(input_shape)

    def call(self, inputs):
        kernel = tf.nn.softmax(self.kernel)
        signal = inputs[:, :, tf.newaxis]
        smooth = tf.nn.conv1d(signal, kernel[:, tf.newaxis, tf.newaxis], stride=1, padding="SAME")
        return tf.squeeze(smooth, axis=-1)


class SmoothnessLoss(tf.keras.losses.Loss):
    def __init__(self, weight=0.1, **kwargs):
        super().__init__(**kwargs)
        self.weight = weight

    def call(self, y_true, y_pred):
        error = tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)
        roughness = tf.reduce_mean(tf.square(y_pred[:, 1:] - y_pred[:, :-1]), axis=-1)
        return error + self.weight * roughness


def build_autoencoder(code_size=4):
    inputs = tf.keras.Input(shape=(WINDOW,))
    x = Denoise()(inputs)
    x = tf.keras.layers.Dense(24, activation="relu")(x)
    code = tf.keras.layers.Dense(code_size, name="code")(x)
    x = tf.keras.layers.Dense(24, activation="relu")(code)
    outputs = tf.keras.layers.Dense(WINDOW)(x)
    return tf.keras.Model(inputs, outputs)


def make_readings(count, seed, odd=False):
    rng = np.random.default_rng(seed)
    time = np.linspace(0.0, 2.0 * np.pi, WINDOW)
    phase = rng.uniform(0.0, 2.0 * np.pi, size=(count, 1))
    signal = np.sin(time + phase) + rng.normal(scale=0.1, size=(count, WINDOW))
    if odd:
        start = rng.integers(4, WINDOW - 8, size=count)
        for row, first in enumerate(start):
            signal[row, first:first + 4] += 1.5
    return signal.astype("float32")


def rebuild_error(model, readings):
    rebuilt = model.predict(readings, batch_size=64, verbose=0)
    return np.mean(np.square(rebuilt - readings), axis=1)


def main() -> dict[str, float]:
    tf.keras.utils.set_random_seed(51)
    normal = make_readings(384, seed=1)
    model = build_autoencoder()
    model.compile(
        optimizer=tf.keras.optimizers.Adam(5e-3),
        loss=SmoothnessLoss(),
        metrics=["mae"],
        run_eagerly=True,
    )
    history = model.fit(normal, normal, batch_size=64, epochs=5, shuffle=False, verbose=0)

    threshold = np.quantile(rebuild_error(model, normal), 0.95)
    found = rebuild_error(model, make_readings(64, seed=3, odd=True)) > threshold
    false_alarms = rebuild_error(model, make_readings(64, seed=4)) > threshold
    return {
        "loss": float(history.history["loss"][-1]),
        "mae": float(history.history["mae"][-1]),
        "found": float(np.mean(found)),
        "false_alarms": float(np.mean(false_alarms)),
    }


if __name__ == "__main__":
    print(main())
