import numpy as np
import tensorflow as tf

OFFSET = tf.constant([1.0, 2.0])
counter = tf.Variable(0.0)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])


def fetch(x):  # eager_only_calls: yes
    return tf.reduce_mean(x).numpy()


def outer(x):  # eager_only_calls: yes
    return fetch(x) + 1.0


def outer_of_constant(x):  # eager_only_calls: no
    return x + host(OFFSET)


def host(y):  # eager_only_calls: yes
    return y.numpy()


def captured(x):  # eager_only_calls: no
    return x * OFFSET.numpy()


def reads_variable(x):  # eager_only_calls: yes
    return x * counter.numpy()


def casts(x):  # eager_only_calls: no
    return float(tf.reduce_sum(x)) + int(x[0])


def static(x):  # eager_only_calls: no
    return tf.reshape(x, [x.shape.as_list()[0], 1])


def of_array(a):  # eager_only_calls: yes
    return a.astype("float32")


def fits(x, y):  # eager_only_calls: yes
    model.fit(x, y)
    return x


def island(x):  # eager_only_calls: no
    if tf.executing_eagerly():
        print(x.numpy())
    return x


def in_py_function(x):  # eager_only_calls: no
    return tf.py_function(host, [x], tf.float32)


def nobody_knows(x):  # eager_only_calls: unknown
    return x.numpy()


t = tf.constant([1.0, 2.0])
for f in (fetch, outer, outer_of_constant, captured, reads_variable, casts, static, island):
    f(t)
host(t)
in_py_function(t)
of_array(np.ones(2))
fits(t, t)


def refuses_graphs(x):  # eager_only_calls: yes
    if not tf.executing_eagerly():
        raise RuntimeError("eager only")
    return tf.reduce_sum(x)


def refuses_in_else(x):  # eager_only_calls: yes
    if tf.executing_eagerly():
        y = tf.reduce_sum(x)
    else:
        raise RuntimeError("eager only")
    return y


refuses_graphs(tf.ones([3]))
refuses_in_else(tf.ones([3]))
