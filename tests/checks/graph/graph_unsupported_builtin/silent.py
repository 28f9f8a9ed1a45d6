import tensorflow as tf

BLOCKS = [1, 2]
CONSTANT = tf.constant(2.0)


@tf.function
def static(x, n=3):
    width = int(x.shape[-1])
    return x * float(max(len(BLOCKS), 1)) + float(max(n, width)) + max(CONSTANT, 1.0)


@tf.function
def converted(x, i):
    total = sum([x[0], x[1]]) + abs(x[0]) + float(len(x)) + float(int(x[1])) + pow(x[0], 2)
    for j in range(int(i)):
        total += 1.0
    return total + x[int(i)] + x[i], sorted(x), tf.zeros([int(i)])


@tf.function
def keyed(x):
    return max([x, x * 2.0], key=lambda t: t.shape.rank), max([x])


@tf.function
def of_python(x, names=("a", "b")):
    longest = max(names, key=len)
    shapes = [d for d in x.shape]
    return x * float(max(shapes)), any(n == longest for n in names), f"{x.shape}", f"{x}"


def eager(x):
    return max(x[0], 0.0), BLOCKS[int(x[0])], f"{x[0]:.2f}"


x = tf.constant([1.0, 2.0])
static(x)
converted(x, tf.constant(1))
keyed(x)
of_python(x)
eager(x)
