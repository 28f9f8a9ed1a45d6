import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(0.1)
counter = tf.Variable(0, dtype=tf.int64)
step_number = 0


class Trainer:
    def __init__(self):
        self.step = 0

    @tf.function
    def log(self, loss, step):
        tf.summary.scalar("loss", loss, step=optimizer.iterations)
        tf.summary.scalar("loss2", loss, step=counter)
        tf.summary.scalar("loss3", loss, step=step)


trainer = Trainer()
writer = tf.summary.create_file_writer("logs")
with writer.as_default():
    for i in range(3):
        trainer.log(tf.constant(1.0), tf.constant(i, tf.int64))
        tf.summary.scalar("eager", 1.0, step=step_number)
        trainer.step += 1
        counter.assign_add(1)
        step_number += 1
