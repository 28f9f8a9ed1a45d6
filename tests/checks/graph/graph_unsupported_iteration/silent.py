import tensorflow as tf

CONSTANT = tf.constant([1.0, 2.0])
first = tf.data.Dataset.range(3)
second = tf.data.Dataset.range(3)


@tf.function
def statements(x, n):
    acc = 0.0
    for r in x:
        acc += tf.reduce_sum(r)
    for i in range(n):
        acc += 1.0
    for a, b in zip(first, second):
        acc += tf.cast(a * b, tf.float32)
    for i, v in enumerate(first):
        acc += tf.cast(v, tf.float32)
    return acc


@tf.function
def lists(x):
    a, b = tf.unstack(x, num=2)
    mean, variance = tf.nn.moments(x, [0])
    values, indices = tf.math.top_k(x)
    left, right = tf.split(x, 2)
    parts = [a, b]
    doubled = [g * 2 for g in parts]
    return doubled, mean, variance, values, indices, left, right


@tf.function
def gradients(x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.reduce_sum(x * x)
    grads = tape.gradient(y, [x, x])
    (only,) = tape.gradient(y, [x])
    return [g * 2 for g in grads], only


@tf.function
def shapes(x):
    rows, columns = x.shape
    return [d for d in x.shape], rows, columns, sorted(x[0]), len(x), next(iter(first))


def over_lists(values):
    return [v * 2 for v in values]


@tf.function
def of_lists(x):
    return over_lists([x, x])


def eager(x):
    return [v for v in x], over_lists([x])


statements(CONSTANT, tf.constant(2))
lists(CONSTANT)
gradients(CONSTANT)
shapes(tf.ones([2, 2]))
of_lists(CONSTANT)
eager(CONSTANT)


def counts(n):
    total = 0
    for i in tf.range(n):
        total += i
    return total


converted = tf.autograph.to_graph(counts)


@tf.function(autograph=False)
def outer(n):
    return converted(n)


outer(tf.constant(3))
