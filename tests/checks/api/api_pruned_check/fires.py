import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec(None)])
def ensured(x):
    tf.ensure_shape(x, [None, 3])  # expect: api-pruned-check
    return x


@tf.function(input_signature=[tf.TensorSpec([None, None]), tf.TensorSpec([], tf.int32)])
def gathered(x, i):
    tf.gather(x, i)  # expect: api-pruned-check
    tf.reshape(x, [-1, 3])  # expect: api-pruned-check
    return x


def helper(batch):
    tf.ensure_shape(batch, [32])  # expect: api-pruned-check
    return batch


batches = tf.data.Dataset.range(100).batch(32).map(helper)


class Model(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec(None)])
    def __call__(self, x):
        tf.ensure_shape(x, [None, 3])  # expect: api-pruned-check
        return x
