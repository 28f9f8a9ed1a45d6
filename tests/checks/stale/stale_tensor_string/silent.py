import logging

import tensorflow as tf

VERSION = tf.constant(3)
metrics = {f"nll_{i}": tf.keras.metrics.Mean() for i in range(4)}


class Net:
    def __init__(self):
        self.version = tf.constant(3)

    @tf.function
    def tag(self, x):
        return tf.strings.join([f"v{self.version}", tf.strings.as_string(x)])


@tf.function
def step(x, name):
    for i in range(4):
        metrics[f"nll_{i}"].update_state(x)
    print(f"tracing {x}")
    logging.info("x %s", x)
    tf.print(f"shape {x.shape} {x.dtype.name} {len(x.shape)} v{VERSION}")
    if x.shape.rank is None:
        raise ValueError(f"no rank: {x:d}")
    tf.debugging.assert_positive(x, message=f"{name.shape} must be positive")
    data = tf.io.read_file("/data/" + name)
    unused = f"{x}"
    return data, tf.strings.join(["out_", tf.strings.as_string(x), ".txt"])


def eager(x):
    return f"{x:.3f}"


print(eager(tf.constant(1.0)))
step(tf.constant(1.0), tf.constant("a"))
net = Net()
net.tag(tf.constant(1.0))
