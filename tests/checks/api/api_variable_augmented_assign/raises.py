import tensorflow as tf

v = tf.Variable([1.0, 2.0])
v += 1.0  # expect: api-variable-augmented-assign error


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.step = tf.Variable(0)
        self.parts = [tf.Variable(1.0), tf.Variable(2.0)]
        self.named = {"a": tf.Variable(1.0)}

    @tf.function
    def tick(self):
        self.step += 1  # expect: api-variable-augmented-assign error

    def eager(self, rate):
        self.step *= 2  # expect: api-variable-augmented-assign error
        self.parts[0] -= rate * 2.0  # expect: api-variable-augmented-assign error
        self.named["a"] /= 2.0  # expect: api-variable-augmented-assign error
        for part in self.parts:
            part -= rate  # expect: api-variable-augmented-assign error

    @tf.function
    def branch(self, flag):
        if flag:
            self.step += 1  # expect: api-variable-augmented-assign error


def by_alias(model):
    t = model.step
    for _ in range(3):
        t += 1  # expect: api-variable-augmented-assign error
    return t


def given(w, x):
    w **= x  # expect: api-variable-augmented-assign error


model = Model()
model.tick()
model.eager(tf.constant(0.1))
model.branch(tf.constant(True))
by_alias(model)
given(tf.Variable(2.0), 2.0)
v[0] += 1.0  # expect: api-variable-augmented-assign error
v[0] = 5.0  # expect: api-variable-augmented-assign error
