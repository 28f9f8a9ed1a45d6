import tensorflow as tf


class Runner:
    def experimental_run_v2(self, fn):
        return fn()


def stage(fn=None, experimental_relax_shapes=False):
    return fn


@tf.function(reduce_retracing=True, experimental_implements="acme")
def current(x):
    return x


stage(experimental_relax_shapes=True)
Runner().experimental_run_v2(lambda: 1)
tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0], back_prop=True)
gpus = tf.config.experimental.list_physical_devices("GPU")
policy = tf.data.experimental.AutoShardPolicy.DATA
cardinality = tf.data.experimental.cardinality(tf.data.Dataset.range(3))

try:
    tune = tf.data.experimental.AUTOTUNE
except AttributeError:
    tune = -1

if hasattr(tf, "contrib"):
    flatten = tf.contrib.layers.flatten
