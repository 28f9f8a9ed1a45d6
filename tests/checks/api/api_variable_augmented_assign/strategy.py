import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        with strategy.scope():
            self.v = tf.Variable(1.0)

    def update(self):
        self.v += 1.0  # expect: api-variable-augmented-assign warning


Model().update()
