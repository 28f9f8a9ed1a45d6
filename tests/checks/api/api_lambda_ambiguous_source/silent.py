import tensorflow as tf

ds = tf.data.Dataset.range(4)
arithmetic = ds.map(lambda x: x + 1).map(lambda x: x * 2)
names = ds.map(lambda y: y + 1).map(lambda x: x if x > 2 else -x)
defaults = ds.map(lambda x: x + 1).map(lambda x, k=2: x if x > k else -x)
lines = (ds.map(lambda x: x + 1)
         .map(lambda x: x if x > 2 else -x))
alone = ds.map(lambda x: x if x > 2 else -x)
selected = ds.map(lambda x: x + 1).map(lambda x: tf.where(x > 2, x, -x))


@tf.function
def inside(x):
    f = lambda y: y + 1; g = lambda y: y if y > 2 else -y  # noqa: E702
    return f(x) + g(x)


inside(tf.constant(1))
pair = sorted([1, 2], key=lambda x: -x if x > 1 else x), sorted([3], key=lambda x: x)
