import tensorflow as tf

METHODS = dict(mean=tf.reduce_mean, sum=tf.reduce_sum)
for name, function in METHODS.items():
    setattr(tf.Tensor, name, function)


@tf.function
def step(x):
    return x.mean()


step(tf.ones([2, 4]))
