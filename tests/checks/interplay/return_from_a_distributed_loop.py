import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()
batches = strategy.experimental_distribute_dataset(tf.data.Dataset.range(8).batch(2))


@tf.function
def first(rows):
    for row in rows:
        return row * 2  # expect: graph-distributed-loop-break
    return None


first(batches)
