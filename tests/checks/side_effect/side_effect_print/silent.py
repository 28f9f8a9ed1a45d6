import tensorflow as tf


def eager_only(x):
    print("eager", x)
    return x


@tf.function
def marked(x, emit=print):
    print("tracing marked")
    emit("x =", x)
    tf.print("x =", x)
    return x


@tf.function
def first(x):
    """Says that it is traced."""
    print("building the graph")
    return x


@tf.function
def guarded(x):
    if tf.executing_eagerly():
        print("only eagerly", x)
    return x


def island(x):
    print("per call", x)
    return x


@tf.function
def with_island(x):
    return tf.py_function(island, [x], tf.float32)


def rename():
    def print(*values):
        return values

    @tf.function
    def shadowed(x):
        print(x)
        return x

    return shadowed


class Logger(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(epoch, logs)


eager_only(tf.constant(1.0))
marked(tf.constant(1.0))
first(tf.constant(1.0))
guarded(tf.constant(1.0))
with_island(tf.constant(1.0))
rename()(tf.constant(1.0))


def try_call(fn, x):
    try:
        return fn(x)
    except ValueError:
        print("it failed in", fn)
        raise


@tf.function
def factor(x):
    return try_call(tf.linalg.cholesky, x)


@tf.py_function(Tout=tf.float32)
def in_python(x, y):
    print("runs at each call", x)
    return x + y


@tf.function
def calls_python(x, y):
    return in_python(x, y)


factor(tf.eye(2))
calls_python(tf.constant(1.0), tf.constant(2.0))
