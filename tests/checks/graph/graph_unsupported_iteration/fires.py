import tensorflow as tf

CONSTANT = tf.constant([1.0, 2.0])
weights = tf.Variable([1.0, 2.0])
dataset = tf.data.Dataset.range(3)


@tf.function
def f(x):
    return tf.add_n([tf.square(r) for r in x])  # expect: graph-unsupported-iteration


@tf.function
def calls(x):
    a = [p for p, q in zip(x, x)]  # expect: graph-unsupported-iteration
    b = list(x)  # expect: graph-unsupported-iteration
    c = sum(x)  # expect: graph-unsupported-iteration
    a.extend(b)
    return a, b, c


@tf.function
def unpacks(x):
    a, b = x  # expect: graph-unsupported-iteration
    h, w = tf.shape(x)[0:2]  # expect: graph-unsupported-iteration
    return a, b, h, w


@tf.function
def stars(x):
    return tf.maximum(*x)  # expect: graph-unsupported-iteration


@tf.function
def pairs(x):
    total = 0.0
    for a, b in x:  # expect: graph-unsupported-iteration
        total += a * b
    return total


@tf.function
def contains(x):
    return x if 1.0 in x else -x  # expect: graph-unsupported-iteration


@tf.function
def captured(x):
    return x + tf.add_n([c for c in CONSTANT]) + tf.add_n([w for w in weights])  # expect: graph-unsupported-iteration, graph-unsupported-iteration


@tf.function
def counts(n):
    return [i for i in range(n)]  # expect: graph-unsupported-iteration


@tf.function
def endless():
    return [d for d in dataset], list(dataset)  # expect: graph-unsupported-iteration, graph-unsupported-iteration


@tf.function(autograph=False)
def unconverted(x, n):
    total = 0.0
    for r in x:  # expect: graph-unsupported-iteration
        total += r
    for i in range(n):  # expect: graph-unsupported-iteration
        total += float(i)
    return total


f(CONSTANT)
calls(CONSTANT)
unpacks(tf.ones([2, 2]))
stars(CONSTANT)
pairs(tf.ones([3, 2]))
contains(CONSTANT)
captured(CONSTANT)
counts(tf.constant(3))
unconverted(CONSTANT, tf.constant(2))
