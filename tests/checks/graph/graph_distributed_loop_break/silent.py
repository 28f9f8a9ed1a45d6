import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()
plain = tf.data.Dataset.range(8).batch(2)
dist = strategy.experimental_distribute_dataset(plain)


@tf.function
def plain_break(ds, stop):
    for batch in ds:
        if stop:
            break
    return 0


@tf.function
def continues(ds):
    n = 0
    for batch in ds:
        if n > 2:
            continue
        n += 1
    return n


@tf.function
def inner_loop(ds):
    for batch in ds:
        for i in range(3):
            if i > 1:
                break


def eager(ds):
    for batch in ds:
        break


plain_break(plain, True)
continues(dist)
inner_loop(dist)
eager(dist)
