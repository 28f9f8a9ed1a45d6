import numpy as np
import tensorflow as tf

EAGER_CONSTANT = tf.constant([1.0, 2.0])
counter = tf.Variable(1)


def host(y):
    return y.numpy().sum()


@tf.function
def on_the_host(x):
    return tf.py_function(host, [x], tf.float32)


@tf.function
def captured(x):
    return x * EAGER_CONSTANT.numpy()


def passed(x, offset):
    return x * offset.numpy()


@tf.function
def captured_and_passed(x):
    return passed(x, EAGER_CONSTANT)


@tf.function
def islands(x):
    if tf.executing_eagerly():
        print(x.numpy())
    with tf.init_scope():
        step = counter.numpy()
    return x + float(step)


def only_eagerly(x):
    if not tf.executing_eagerly():
        return x
    return tf.constant(x.numpy())


@tf.function
def behind_an_exit(x):
    return only_eagerly(x)


def value_of(x):
    if hasattr(x, "numpy"):
        return x.numpy()
    return x


def tried(x):
    try:
        return x.numpy()
    except AttributeError:
        return x


def known_to_be_eager(x):
    if not tf.is_symbolic_tensor(x):
        return x.numpy()
    return x


@tf.function
def guards(x):
    return value_of(x) + tried(x) + known_to_be_eager(x)


def logged(x, loss=None):
    if loss is not None:
        print(loss.numpy())
    return x


def debugged(x, debug):
    y = x * 2.0
    if debug:
        print(y.numpy())
    return y


@tf.function
def flags(x):
    return logged(x) + debugged(x, False)


@tf.function
def static(x):
    return x * float(x.ndim) + float(x.shape.as_list()[0]), x.ref(), x.device


class Array:
    def numpy(self):
        return 1.0

    def astype(self, kind):
        return kind


@tf.function
def of_the_program(x, holder):
    return x * Array().numpy(), holder.numpy()


def eager_loop(x):
    return x.numpy().astype(np.float32)


on_the_host(EAGER_CONSTANT)
captured(EAGER_CONSTANT)
captured_and_passed(EAGER_CONSTANT)
islands(EAGER_CONSTANT)
behind_an_exit(EAGER_CONSTANT)
guards(EAGER_CONSTANT)
flags(EAGER_CONSTANT)
logged(EAGER_CONSTANT, EAGER_CONSTANT)
debugged(EAGER_CONSTANT, True)
static(EAGER_CONSTANT)
of_the_program(EAGER_CONSTANT, Array())
eager_loop(EAGER_CONSTANT)
