import tensorflow as tf

data = tf.ones([100, 4])


@tf.function
def total(x):
    return tf.reduce_sum(x)


@tf.function(reduce_retracing=True)
def relaxed(x):
    return tf.reduce_sum(x)


@tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32)])
def signed(x):
    return tf.reduce_sum(x)


@tf.function
def inside(x):
    for i in range(9):
        total(x[:i])
    return x


def plain(x):
    return tf.reduce_sum(x)


seq = tf.ones([1, 4])
window = tf.ones([8, 4])
for i in range(50):
    total(data[i : i + 8])
    total(data[i])
    relaxed(seq)
    signed(seq)
    plain(seq)
    seq = tf.concat([seq, tf.ones([1, 4])], axis=0)
    window = tf.concat([window, tf.ones([1, 4])], axis=0)
    window = window[1:]
    total(window)
    pair = tf.concat([data, data], axis=0)
    total(pair)
inside(data)
for i in range(3):
    total(data[:i])
for batch in tf.data.Dataset.from_tensor_slices(data).batch(32):
    total(batch)
