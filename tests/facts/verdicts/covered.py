import tensorflow as tf


def only_in_a_graph(x):  # verdict: none  # failures: HAS_COVERED_CALLERS  # caller_covered: yes
    return tf.reduce_sum(x)


@tf.function
def graph(x):  # verdict: P4  # advice: keep
    return only_in_a_graph(x) * 2.0


def nobody_calls(x):
    return only_in_a_graph(x) + 1.0


def mapped(x):  # verdict: none  # failures: DRIVEN_BY_FRAMEWORK  # driven_by_framework: yes
    return x * 2.0


def in_both(x):  # verdict: P1  # caller_covered: no
    return tf.reduce_sum(x)


@tf.function
def another_graph(x):
    return in_both(x)


class Net(tf.keras.Model):
    def train_step(self, data):  # driven_by_framework: yes
        x, y = data
        return {"loss": tf.reduce_mean(x - y)}


for batch in tf.data.Dataset.from_tensor_slices(tf.ones([8, 2])).map(mapped):
    graph(batch)
    another_graph(batch)
    in_both(batch)
