# Which strategies refuse: those whose replicas meet in the graph they were started in.
# file: central.py
import tensorflow as tf

strategy = tf.distribute.experimental.CentralStorageStrategy()
with strategy.scope():
    w = tf.Variable(1.0)
    opt = tf.keras.optimizers.SGD(0.1)


@tf.function
def update(x):  # expect: api-nested-function-in-replica
    opt.apply_gradients([(x, w)])


def replica(x):
    update(x)


@tf.function
def train(x):
    strategy.run(replica, args=(x,))


train(tf.ones([]))
# file: tpu.py
import tensorflow as tf

strategy = tf.distribute.TPUStrategy()
with strategy.scope():
    w = tf.Variable(1.0)
    opt = tf.keras.optimizers.SGD(0.1)


@tf.function
def update(x):
    opt.apply_gradients([(x, w)])


def replica(x):
    update(x)


@tf.function
def train(x):
    strategy.run(replica, args=(x,))


train(tf.ones([]))
# file: learner.py
import tensorflow as tf

w = tf.Variable(1.0)
opt = tf.keras.optimizers.SGD(0.1)


@tf.function
def update(x):
    opt.apply_gradients([(x, w)])


def replica(x):
    update(x)


def learn(strategy):
    @tf.function
    def train(x):
        strategy.run(replica, args=(x,))

    train(tf.ones([]))
# file: program.py
import tensorflow as tf

from learner import learn

learn(tf.distribute.TPUStrategy())
# file: learner_test.py
import tensorflow as tf

from learner import learn


def test_learn():
    learn(tf.distribute.MirroredStrategy())
# file: only_tested.py
import tensorflow as tf

w = tf.Variable(1.0)
opt = tf.keras.optimizers.SGD(0.1)


@tf.function
def update(x):  # expect: api-nested-function-in-replica
    opt.apply_gradients([(x, w)])


def replica(x):
    update(x)


def learn(strategy):
    @tf.function
    def train(x):
        strategy.run(replica, args=(x,))

    train(tf.ones([]))
# file: only_tested_test.py
import tensorflow as tf

from only_tested import learn


def test_learn():
    learn(tf.distribute.MirroredStrategy())
