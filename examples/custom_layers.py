"""A sequence tagger with attention pooling and a training step of its own, driven by fit."""
import numpy as np
import tensorflow as tf

VOCABULARY = 40
LENGTH = 12


class PositionalEmbedding(tf.keras.layers.Layer):
    def __init__(self, vocabulary, length, width, **kwargs):
        super().__init__(**kwargs)
        self.tokens = tf.keras.layers.Embedding(vocabulary, width)
        self.positions = tf.keras.layers.Embedding(length, width)
        self.length = length

    def call(self, inputs):
        return self.tokens(inputs) + self.positions(tf.range(self.length))


class AttentionPooling(tf.keras.layers.Layer):
    """Weighs the positions of a sequence by a learned score and sums them up."""

    def build(self, input_shape):
        self.score = self.add_weight(name="score", shape=(input_shape[-1], 1), initializer="glorot_uniform")
        super().build(input_shape)

    def call(self, inputs):
        weights = tf.nn.softmax(tf.matmul(inputs, self.score), axis=1)
        return tf.reduce_sum(weights * inputs, axis=1)


class Tagger(tf.keras.Model):
    def __init__(self, classes, width=16):
        super().__init__()
        self.embedding = PositionalEmbedding(VOCABULARY, LENGTH, width)
        self.hidden = tf.keras.layers.Dense(width, activation="gelu")
        self.pooling = AttentionPooling()
        self.head = tf.keras.layers.Dense(classes)
        self.loss_tracker = tf.keras.metrics.Mean(name="loss")
        self.accuracy_tracker = tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")

    @property
    def metrics(self):
        return [self.loss_tracker, self.accuracy_tracker]

    def call(self, inputs, training=False):
        return self.head(self.pooling(self.hidden(self.embedding(inputs))))

    def objective(self, labels, logits):
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        confidence = tf.reduce_logsumexp(logits, axis=-1)
        return tf.reduce_mean(losses) + 1e-3 * tf.reduce_mean(tf.square(confidence))

    @tf.function
    def train_step(self, data):
        tokens, labels = data
        with tf.GradientTape() as tape:
            logits = self(tokens, training=True)
            loss = self.objective(labels, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        self.loss_tracker.update_state(loss)
        self.accuracy_tracker.update_state(labels, logits)
        return {m.name: m.result() for m in self.metrics}

    @tf.function
    def test_step(self, data):
        tokens, labels = data
        logits = self(tokens, training=False)
        self.loss_tracker.update_state(self.objective(labels, logits))
        self.accuracy_tracker.update_state(labels, logits)
        return {m.name: m.result() for m in self.metrics}


def make_sequences(count, seed):
    """The class of a sequence is how many of its tokens come from the upper half, by thirds."""
    rng = np.random.default_rng(seed)
    share = rng.uniform(size=(count, 1))
    upper = rng.uniform(size=(count, LENGTH)) < share
    tokens = rng.integers(0, VOCABULARY // 2, size=(count, LENGTH)) + upper * (VOCABULARY // 2)
    labels = np.minimum(upper.sum(axis=1) * 3 // LENGTH, 2)
    return tokens.astype("int32"), labels.astype("int32")


def main() -> dict[str, float]:
    tf.keras.utils.set_random_seed(41)
    train = make_sequences(512, seed=1)
    test = make_sequences(128, seed=2)

    model = Tagger(classes=3)
    model.compile(optimizer=tf.keras.optimizers.Adam(1e-2))
    model.fit(*train, batch_size=64, epochs=4, shuffle=False, verbose=0)
    scores = model.evaluate(*test, batch_size=64, verbose=0, return_dict=True)
    return {name: float(value) for name, value in scores.items()}


if __name__ == "__main__":
    print(main())
