import tensorflow as tf


@tf.function
def loops(x):  # expect: graph-unconvertible-construct
    n = 0
    while n < 3:
        n += 1
    else:
        x = x + 1.0
    return x


@tf.function
def chosen(x, mode="a"):  # expect: graph-unconvertible-construct
    match mode:
        case "a":
            return x
        case _:
            return -x


@tf.function
def nested(x):  # expect: graph-unconvertible-construct
    def parts():
        yield x
        yield x * 2.0

    return tf.add_n(list(parts()))


@tf.function
async def later(x):  # expect: graph-unconvertible-construct
    return x


def plain(x):  # expect: graph-unconvertible-construct
    for i in range(3):
        x = x + i
    else:
        x = x * 2.0
    return x


graph = tf.function(plain)


def generator(x):  # expect: graph-unconvertible-construct
    yield x


lazy = tf.function(generator)

x = tf.ones([2])
loops(x)
chosen(x)
nested(x)
graph(x)
lazy(x)


def first(rows):  # expect: graph-unconvertible-construct
    for row in (1, 2):
        if row > 3:
            break
    else:
        row = 5
    return rows + row


dataset = tf.data.Dataset.range(3).map(first)
