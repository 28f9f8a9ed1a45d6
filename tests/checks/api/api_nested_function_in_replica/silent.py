# Without synchronisation, without replicas, with a static condition, with a strategy nobody knows.
import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()
plain = tf.distribute.OneDeviceStrategy("CPU:0")
with strategy.scope():
    w = tf.Variable(1.0)
    opt = tf.keras.optimizers.Adam(0.1)
    mean = tf.keras.metrics.Mean()


@tf.function
def forward(x):
    mean.update_state(x)
    return w * x


@tf.function
def update(x):
    opt.apply_gradients([(x, w)])


def replica(x):
    y = forward(x)
    if tf.reduce_all(tf.math.is_finite(y)):
        mean.update_state(y)
    opt.apply_gradients([(y, w)])


def updates(x):
    update(x)


def static(x, training=True):
    if training:
        opt.apply_gradients([(x, w)])
    for _ in range(2):
        opt.apply_gradients([(x, w)])


@tf.function
def train(x):
    strategy.run(replica, args=(x,))
    strategy.run(update, args=(x,))
    strategy.run(static, args=(x,))


def generic(some_strategy, x):
    some_strategy.run(updates, args=(x,))


def eager_branch(x):
    if tf.math.is_finite(x):
        opt.apply_gradients([(x, w)])


def main(x):
    train(x)
    update(x)
    plain.run(updates, args=(x,))
    strategy.run(eager_branch, args=(x,))


main(tf.constant(1.0))
