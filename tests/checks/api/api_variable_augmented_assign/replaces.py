import tensorflow as tf

counter = tf.Variable(0)


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.step = tf.Variable(7)
        self.total = tf.Variable(0.0)
        self.seen = tf.Variable(0.0)

    def halve(self):
        self.step //= 2  # expect: api-variable-augmented-assign warning

    @tf.function
    def add(self, x):
        self.total = self.total + x  # expect: api-variable-augmented-assign warning

    @tf.function
    def loop(self, n):
        for _ in tf.range(n):
            self.seen += 1.0  # expect: api-variable-augmented-assign warning
        return self.seen


def count():
    global counter
    counter = counter + 1  # expect: api-variable-augmented-assign warning


model = Model()
model.halve()
model.add(tf.constant(1.0))
model.loop(tf.constant(3))
count()
