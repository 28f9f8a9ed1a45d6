"""Trains the classifier: python -m classifier.train"""
import tensorflow as tf

from . import losses
from .data import as_dataset, make_spirals, split
from .model import build_model

EPOCHS = 6
BATCH_SIZE = 32


class Trainer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.optimizer = tf.keras.optimizers.Adam(learning_rate=learning_rate)

    def train_step(self, features, labels):
        with tf.GradientTape() as tape:
            logits = self.model(features, training=True)
            loss = losses.cross_entropy(labels, logits)
            loss += losses.weight_penalty(self.model.trainable_variables)
        gradients = tape.gradient(loss, self.model.trainable_variables)
        gradients, _ = tf.clip_by_global_norm(gradients, 5.0)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))
        return loss

    @tf.function
    def test_step(self, features, labels):
        logits = self.model(features, training=False)
        return losses.accuracy(labels, logits), losses.calibration_error(labels, logits)

    def run_epoch(self, dataset):
        mean_loss = tf.keras.metrics.Mean()
        for features, labels in dataset:
            mean_loss.update_state(self.train_step(features, labels))
        return float(mean_loss.result())

    def evaluate(self, dataset):
        accuracy, calibration = tf.keras.metrics.Mean(), tf.keras.metrics.Mean()
        for features, labels in dataset:
            batch_accuracy, batch_calibration = self.test_step(features, labels)
            accuracy.update_state(batch_accuracy)
            calibration.update_state(batch_calibration)
        return float(accuracy.result()), float(calibration.result())


def main() -> dict[str, float]:
    tf.keras.utils.set_random_seed(11)
    features, labels = make_spirals(points_per_class=320, noise=0.02, seed=11)
    train, test = split(features, labels)
    train_data = as_dataset(*train, batch_size=BATCH_SIZE, shuffle_seed=3)
    test_data = as_dataset(*test, batch_size=BATCH_SIZE)

    trainer = Trainer(build_model(), learning_rate=5e-3)
    loss = 0.0
    for epoch in range(EPOCHS):
        loss = trainer.run_epoch(train_data)
        accuracy, calibration = trainer.evaluate(test_data)
        print(f"epoch {epoch + 1}: loss {loss:.4f}, accuracy {accuracy:.3f}, calibration {calibration:.3f}")
    return {"loss": loss, "accuracy": accuracy, "calibration": calibration}


if __name__ == "__main__":
    print(main())
