import tensorflow as tf


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0)

    @tf.function
    def tick(self, x):
        self.count += 1  # expect: api-variable-augmented-assign
        return x


counter = Counter()
counter.tick(tf.constant(1.0))
counter.tick(tf.constant(2.0))
