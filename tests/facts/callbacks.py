import tensorflow as tf


def mapped(x):  # traced: yes  # converted: yes
    return helper(x)


def helper(x):  # traced: yes
    return x


def kept(x):  # traced: yes
    return x > 0


def flattened(x):  # traced: yes
    return tf.data.Dataset.from_tensors(x)


def reduced(state, x):  # traced: yes
    return state + x


def generated():  # traced: no
    yield 1.0


ds = tf.data.Dataset.from_generator(generated, output_signature=tf.TensorSpec([], tf.float32))
ds = ds.map(mapped).filter(kept).flat_map(flattened).batch(2)
total = ds.reduce(0.0, reduced)


def true_branch():  # traced: yes  # converted: no
    return tf.constant(1.0)


def loop_body(i):  # traced: yes
    return i + 1


def element(x):  # traced: yes  # converted: yes
    return x


def vectorized(x):  # traced: yes
    return x


def python_body(x):  # traced: no  # eager: yes
    return x


def lifted():  # traced: no
    return tf.constant(1.0)


@tf.function
def entry(x):
    y = tf.cond(x > 0, true_branch, lambda: tf.constant(2.0))
    z = tf.while_loop(lambda i: i < 3, loop_body, [0])
    w = tf.map_fn(element, tf.ones([3]))
    v = tf.py_function(python_body, [x], tf.float32)
    with tf.init_scope():
        lifted()
    return y, z, w, v


def eager_element(x):  # traced: no  # eager: yes
    return x


entry(tf.constant(1.0))
tf.vectorized_map(vectorized, tf.ones([3]))
tf.map_fn(eager_element, tf.ones([3]))
