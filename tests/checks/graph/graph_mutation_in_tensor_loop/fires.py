import tensorflow as tf


@tf.function
def appends(n):
    outs = []
    for i in tf.range(n):
        outs.append(tf.cast(i, tf.float32))  # expect: graph-mutation-in-tensor-loop
    return tf.stack(outs)


@tf.function
def rounds(x):
    seen = []
    for row in x:
        seen.append(1)  # expect: graph-mutation-in-tensor-loop
    return len(seen)


@tf.function
def branch(x):
    parts = [x]
    if tf.reduce_sum(x) > 0.0:
        parts.append(x * 2.0)  # expect: graph-mutation-in-tensor-loop
    return tf.add_n(parts)


@tf.function
def nested(x):
    outs = []
    for row in x:
        if row > 0.0:
            y = row * 2.0
            outs.append(y)  # expect: graph-mutation-in-tensor-loop
    return outs


@tf.function
def in_dict(ds):
    logs = {}
    for batch in ds:
        logs.update(loss=tf.reduce_sum(batch))  # expect: graph-mutation-in-tensor-loop
    return logs


appends(tf.constant(3))
rounds(tf.ones([3]))
branch(tf.ones([3]))
nested(tf.ones([3]))
in_dict(tf.data.Dataset.range(3))
