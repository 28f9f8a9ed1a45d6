# None is the question; other objects; converted code.
import tensorflow as tf

ds = tf.data.Dataset.range(3)


def maybe(flag):
    chosen = ds if flag else None
    if chosen:
        return 1
    return 0


def fit(train, validation=None):
    if validation:
        return 2
    if train is not None and len(train) > 0:
        return 1
    return 0


@tf.function
def count():
    return len(ds)


def size():
    return len(ds) if ds.cardinality() > 0 else 0


def many(parts):
    if parts:
        return parts[0]
    return None


maybe(True)
maybe(False)
fit(ds)
fit(ds, ds)
count()
size()
many([ds])
