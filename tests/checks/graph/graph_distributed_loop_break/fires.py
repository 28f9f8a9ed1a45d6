import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()
dist = strategy.experimental_distribute_dataset(tf.data.Dataset.range(8).batch(2))


@tf.function
def breaks(ds, stop):
    for batch in ds:
        strategy.run(tf.square, args=(batch,))
        if stop:
            break  # expect: graph-distributed-loop-break


@tf.function
def counted(ds):
    n = 0
    for batch in ds:
        n += 1
        if n > 2:
            break  # expect: graph-distributed-loop-break
    return n


@tf.function
def returns(ds, stop):
    for batch in ds:
        strategy.run(tf.square, args=(batch,))
        if stop:
            return 1  # expect: graph-distributed-loop-break
    return 0


breaks(dist, True)
counted(dist)
returns(dist, True)
