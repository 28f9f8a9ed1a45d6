import tensorflow as tf


def last(x):  # unresolved_statically_read_axes: yes
    return tf.range(x.shape[-1] - 1)


def same_last(x):  # unresolved_statically_read_axes: no
    return tf.range(x.shape[-1] - 1)


def other_axis(x):  # unresolved_statically_read_axes: no
    return tf.range(x.shape[0])


def unpacked(x):  # unresolved_statically_read_axes: yes
    rows, columns = x.shape
    return tf.zeros([rows, columns])


def unpacked_rows(x):  # unresolved_statically_read_axes: no
    rows, _ = x.shape
    return tf.zeros([rows])


def through(x):  # unresolved_statically_read_axes: yes
    return last(x)


def at_run_time(x):  # unresolved_statically_read_axes: no
    return tf.range(tf.shape(x)[1])


def of_any_rank(x):  # unresolved_statically_read_axes: yes
    for d in x.shape:
        x = x * d
    return x


def part(x):  # unresolved_statically_read_axes: unknown
    dims = x.shape[-2:]
    return tf.range(dims[1])


def tested(x):  # unresolved_statically_read_axes: no
    assert x.shape[1] == 4 or x.shape[1] == 5
    return x


def asks_before(x):  # unresolved_statically_read_axes: no
    if x.shape.is_fully_defined():
        return x.shape[1]
    return tf.shape(x)[1]


def asks_for_the_axis(x):  # unresolved_statically_read_axes: no
    return x.shape[1] if x.shape[1] is not None else tf.shape(x)[1]


def asks_for_something_else(x, size=None):  # unresolved_statically_read_axes: yes
    return x.shape[1] if size is not None else size


a = tf.ones([2, 4])
b = tf.ones([2, 5])
for f in (last, other_axis, unpacked, unpacked_rows, through, at_run_time, part, tested, asks_before, asks_for_the_axis, asks_for_something_else):
    f(a)
    f(b)
same_last(a)
of_any_rank(a)
of_any_rank(tf.ones([3]))
