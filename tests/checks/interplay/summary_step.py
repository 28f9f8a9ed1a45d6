import tensorflow as tf


class Trainer:
    def __init__(self):
        self.step = 0
        self.writer = tf.summary.create_file_writer("logs")

    @tf.function
    def log(self, loss):
        tf.summary.scalar("loss", loss, step=self.step)  # expect: stale-summary-step
        return loss


trainer = Trainer()
with trainer.writer.as_default():
    for _ in range(10):
        trainer.log(tf.constant(1.0))
        trainer.step += 1
