import tensorflow as tf

ds = tf.data.Dataset.range(4)
a = ds.map(lambda x: x + 1).map(lambda x: x if x > 2 else -x)  # expect: api-lambda-ambiguous-source
b = ds.filter(lambda x: x > 0 and x < 3).map(lambda x: x)  # expect: api-lambda-ambiguous-source


def helper(x):
    if x > 2:
        return x
    return -x


c = ds.map(lambda x: x + 1).map(lambda x: helper(x))  # expect: api-lambda-ambiguous-source
f, g = tf.function(lambda x: x * 2 if x > 0 else x), tf.function(lambda x: x + 1)  # expect: api-lambda-ambiguous-source
f(tf.constant(1))
g(tf.constant(1))
names = sorted([1], key=lambda x: -x), ds.map(lambda x: x if x > 2 else -x)  # expect: api-lambda-ambiguous-source
