# target: 2.8
import tensorflow as tf


@tf.function(experimental_relax_shapes=True)
def before_the_new_name(x):
    return x
