import tensorflow as tf

tf.Variable.mean = tf.math.reduce_mean
tf.RaggedTensor.sum = tf.reduce_sum


@tf.function
def step(x):
    return x.mean() + x.sum()  # expect: graph-unsupported-eager-method, graph-unsupported-eager-method


step(tf.ones([2, 4]))
