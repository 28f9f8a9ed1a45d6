import tensorflow as tf

ITEMS = [1.0, 2.0]
bound = tf.Variable(1.0)


@tf.function
def clip(x):
    return max(x[0], 0.0), min(x[0], x[1])  # expect: graph-unsupported-builtin, graph-unsupported-builtin


@tf.function
def of_a_variable(x):
    return x * max(bound, 0.5)  # expect: graph-unsupported-builtin


@tf.function
def lists(x):
    parts = [x[0], x[1]]
    return max(parts), sorted(parts), any([x[0] > 0.0, x[1] > 0.0])  # expect: graph-unsupported-builtin, graph-unsupported-builtin, graph-unsupported-builtin


@tf.function
def truth(x):
    return x if bool(x[0] > 0.0) else -x  # expect: graph-unsupported-builtin


@tf.function
def indexes(i):
    return ITEMS[i], "abc"[i], chr(i)  # expect: graph-unsupported-builtin, graph-unsupported-builtin, graph-unsupported-builtin


@tf.function
def formats(x):
    return tf.strings.join([f"{x[0]:.2f}"])  # expect: graph-unsupported-builtin


@tf.function(autograph=False)
def casts(x, i):
    return x * int(i)  # expect: graph-unsupported-builtin


x = tf.constant([1.0, 2.0])
i = tf.constant(1)
clip(x)
of_a_variable(x)
lists(x)
truth(x)
indexes(i)
formats(x)
casts(x, i)
