"""A small transformer encoder, subclassed layers inside a functional model, trained by fit."""
import numpy as np
import tensorflow as tf

LENGTH = 10
WIDTH = 16


class SelfAttention(tf.keras.layers.Layer):
    def __init__(self, heads, width, **kwargs):
        super().__init__(**kwargs)
        self.heads = heads
        self.width = width
        self.query = tf.keras.layers.Dense(width)
        self.key = tf.keras.layers.Dense(width)
        self.value = tf.keras.layers.Dense(width)
        self.out = tf.keras.layers.Dense(width)

    def split(self, x):
        x = tf.reshape(x, [-1, LENGTH, self.heads, self.width // self.heads])
        return tf.transpose(x, [0, 2, 1, 3])

    def call(self, x, mask=None):
        q, k, v = (self.split(part(x)) for part in (self.query, self.key, self.value))
        logits = tf.matmul(q, k, transpose_b=True) / tf.sqrt(float(self.width // self.heads))
        weights = tf.nn.softmax(logits, axis=-1)
        joined = tf.reshape(tf.transpose(tf.matmul(weights, v), [0, 2, 1, 3]), [-1, LENGTH, self.width])
        return self.out(joined)


class Block(tf.keras.layers.Layer):
    def __init__(self, heads, width, **kwargs):
        super().__init__(**kwargs)
        self.attention = SelfAttention(heads, width)
        self.norm = tf.keras.layers.LayerNormalization()
        self.dense = tf.keras.layers.Dense(width, activation="relu")

    def call(self, x, training=False):
        return self.dense(self.norm(x + self.attention(x)))


def positions(length, width):
    angle = np.arange(length)[:, None] / np.power(100.0, np.arange(width)[None, :] / width)
    return np.where(np.arange(width) % 2 == 0, np.sin(angle), np.cos(angle)).astype("float32")


def token_loss(labels, logits):
    return tf.keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)


def build(blocks=2):
    tokens = tf.keras.Input([LENGTH], dtype="int32")
    x = tf.keras.layers.Embedding(20, WIDTH)(tokens)
    for number in range(blocks):
        x = Block(2, WIDTH, name=f"block_{number}")(x)
    x = tf.keras.layers.GlobalAveragePooling1D()(x)
    return tf.keras.Model(tokens, tf.keras.layers.Dense(2)(x))


def make_data(count, seed):
    rng = np.random.default_rng(seed)
    tokens = rng.integers(0, 20, size=(count, LENGTH)).astype("int32")
    return tokens, (tokens.sum(axis=1) % 2).astype("int32")


def to_pair(tokens, label):
    return tf.cast(tokens, tf.int32), label


def main():
    model = build()
    model.compile(optimizer="adam", loss=token_loss)
    dataset = tf.data.Dataset.from_tensor_slices(make_data(64, 1)).map(to_pair).batch(16)
    history = model.fit(dataset, epochs=1, verbose=0)
    scale = positions(LENGTH, WIDTH)
    return {"loss": history.history["loss"][0], "scale": float(scale.mean())}


if __name__ == "__main__":
    main()
