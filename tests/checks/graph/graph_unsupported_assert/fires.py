import tensorflow as tf


@tf.function
def f(x, strict=True):
    assert tf.reduce_all(x > 0), "positive"  # expect: graph-unsupported-assert
    assert tf.shape(x)[0] == 3  # expect: graph-unsupported-assert
    assert tf.rank(x) == 1  # expect: graph-unsupported-assert
    assert strict and x[0] > 0  # expect: graph-unsupported-assert
    assert not x[0] > 1, f"{x}"  # expect: graph-unsupported-assert
    return x


def checked(row):
    assert row > 0  # expect: graph-unsupported-assert
    return row


dataset = tf.data.Dataset.range(3).map(checked)
f(tf.ones([3]))
