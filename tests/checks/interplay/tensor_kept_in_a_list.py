import tensorflow as tf

history = []


@tf.function
def step(x):
    loss = tf.reduce_sum(x * x)
    history.append(loss)  # expect: side-effect-tensor-leak
    return loss


step(tf.constant([1.0, 2.0]))
print(sum(float(loss) for loss in history))
