import tensorflow as tf

x = tf.ones([2, 2])
n = tf.constant([4, 5])


@tf.function
def blank(like, level):
    return tf.fill(tf.shape(like), level)


blank(x, 0)
blank(x, 0.0)  # expect: retracing-literal-type-collision


@tf.function
def constant(value):
    return tf.constant(value)


constant(1)
constant(True)  # expect: retracing-literal-type-collision


@tf.function
def switch(x, flag=1):
    if flag is True:
        return x
    return -x


switch(x)
switch(x, flag=True)  # expect: retracing-literal-type-collision


@tf.function
def divided(counts, k):
    return counts // k


divided(n, 2)
divided(n, 2.0)  # expect: retracing-literal-type-collision


@tf.function
def same(value):
    return value


same(0.0)
same(False)  # expect: retracing-literal-type-collision
