import functools

import tensorflow as tf

staged = functools.partial(tf.function, experimental_compile=True)  # expect: api-deprecated


@tf.function(experimental_relax_shapes=True, reduce_retracing=True)  # expect: api-deprecated
def both(x):
    return x


@tf.function(
    experimental_follow_type_hints=True,  # expect: api-deprecated
    autograph=False)
def hints(x):
    return x


def gen():
    yield 1


wrapped = tf.function(both, experimental_relax_shapes=False)  # expect: api-deprecated
doubled = tf.map_fn(lambda x: x * 2, tf.ones([3]), dtype=tf.float32)  # expect: api-deprecated
total = tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0], back_prop=False)  # expect: api-deprecated
dataset = tf.data.Dataset.from_generator(gen, output_types=tf.int32)  # expect: api-deprecated
