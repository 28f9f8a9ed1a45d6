import tensorflow as tf

p = tf.constant([1, 2, 3])
a = tf.gather(p, [0], axis=0)
b = tf.gather(p, [0], None, 0)
c = tf.sets.intersection(tf.constant([[1]]), tf.constant([[1]]), validate_indices=False)


def gather(p, indices, validate_indices):
    return p


d = gather(p, [0], validate_indices=False)
