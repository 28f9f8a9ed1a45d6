# Through helpers of another file, below a tf.function that strategy.run got itself, in loops of the graph.
import tensorflow as tf

from training import apply

strategy = tf.distribute.MirroredStrategy()
with strategy.scope():
    w = tf.Variable(1.0)
    opt = tf.keras.optimizers.Adam(0.1)


def deep(x):
    return apply(opt, w, x)


@tf.function
def handed_over(x):
    return deep(x)


@tf.function
def repeated(x):
    def replica(x):
        for _ in tf.range(3):
            opt.apply_gradients([(x, w)])  # expect: api-nested-function-in-replica
        return x

    return strategy.run(replica, args=(x,))


def update_in_branch(x):
    opt.apply_gradients([(x, w)])


@tf.function
def staged(x):
    def replica(x):
        if tf.reduce_all(tf.math.is_finite(x)):
            update_in_branch(x)  # expect: api-nested-function-in-replica
        return x

    return strategy.run(replica, args=(x,))


def main():
    strategy.run(handed_over, args=(tf.constant(1.0),))
    repeated(tf.constant(1.0))
    staged(tf.constant(1.0))


main()

# file: training.py
import tensorflow as tf


@tf.function
def apply(opt, w, x):  # expect: api-nested-function-in-replica
    opt.minimize(lambda: (w * x) ** 2, [w])
    return x
