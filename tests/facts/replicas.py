import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()


def replica(x):  # traced: yes
    return inner(x)


def inner(x):  # traced: yes
    return x


def eager_replica(x):  # traced: no  # eager: yes
    return x


@tf.function
def step(x):
    return strategy.run(replica, args=(x,))


step(tf.ones([2]))
strategy.run(eager_replica, args=(tf.ones([2]),))
