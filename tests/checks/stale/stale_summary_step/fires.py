import tensorflow as tf


class Trainer:
    def __init__(self):
        self.global_step = 0
        self.scale = 1.0

    @tf.function
    def log(self, loss):
        tf.summary.scalar("loss", loss, step=self.global_step)  # expect: stale-summary-step
        tf.summary.scalar("scaled", loss * self.scale, step=0)


trainer = Trainer()
writer = tf.summary.create_file_writer("logs")
with writer.as_default():
    for _ in range(3):
        trainer.log(tf.constant(1.0))
        trainer.global_step += 1
