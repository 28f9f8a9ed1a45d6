import tensorflow as tf


class Layer:
    def run(self, x):  # repeated: no
        return x * 2.0

    def often(self, x):  # repeated: yes
        return x * 3.0


def pairwise(pairs):
    for a, b in pairs:
        joined(a, b)


def joined(a, b):  # repeated: no
    return a + b


def all_pairs(pairs):
    for a, b in pairs:
        summed(a, b)


def summed(a, b):  # repeated: yes
    return a + b


class Parameter(tf.Module):
    def __init__(self):
        super().__init__()
        self.value = tf.Variable(tf.ones([2]))


def update(parameter, step):  # repeated: no
    parameter.value.assign_sub(step)


def decay(variable, step):  # repeated: no
    variable.assign_sub(step)


parameters = [Parameter() for _ in range(20)]
for parameter in parameters:
    update(parameter, tf.ones([2]))
for number, variable in enumerate([p.value for p in parameters]):
    decay(variable, tf.ones([2]))
layers = [Layer() for _ in range(20)]
for i, layer in enumerate(layers):
    layer.run(tf.ones([2]))
for i in range(20):
    layers[0].often(tf.ones([2]))
pairwise([(tf.ones([2]), tf.zeros([2]))])
rows = []
for i in range(20):
    rows.append((tf.ones([2]), tf.zeros([2])))
all_pairs(rows)
