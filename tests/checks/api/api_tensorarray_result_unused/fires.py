import tensorflow as tf


@tf.function
def loop(x):
    ta = tf.TensorArray(tf.float32, size=3)
    for i in tf.range(3):
        ta.write(i, x)  # expect: api-tensorarray-result-unused
    return ta.stack()


@tf.function
def python_loop(x):
    ta = tf.TensorArray(tf.float32, size=3)
    for i in range(3):
        ta.write(i, x)  # expect: api-tensorarray-result-unused
    ta.scatter([0, 1], tf.stack([x, x]))  # expect: api-tensorarray-result-unused
    return ta.stack()


@tf.function(autograph=False)
def unstacked(x):
    ta = tf.TensorArray(tf.float32, size=3)
    ta.unstack(x)  # expect: api-tensorarray-result-unused
    return ta.read(1)


@tf.function
def underscore(x):
    ta = tf.TensorArray(tf.float32, size=1)
    _ = ta.write(0, x)  # expect: api-tensorarray-result-unused
    other = ta.write(0, x)  # expect: api-tensorarray-result-unused
    return ta.stack()


def put(ta, i, v):
    ta.write(i, v)  # expect: api-tensorarray-result-unused


@tf.function
def by_helper(x):
    ta = tf.TensorArray(tf.float32, size=1)
    put(ta, 0, x)
    return ta.stack()


class Recorder(tf.Module):
    @tf.function
    def run(self, x):
        self.ta = tf.TensorArray(tf.float32, size=1)
        self.ta.write(0, x)  # expect: api-tensorarray-result-unused
        return self.ta.stack()


one = tf.constant(1.0)
loop(one)
python_loop(one)
unstacked(tf.ones([3]))
underscore(one)
by_helper(one)
Recorder().run(one)
