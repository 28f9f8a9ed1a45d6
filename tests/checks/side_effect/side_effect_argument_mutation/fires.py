import tensorflow as tf


@tf.function
def norm(batch):
    """Scales."""
    batch["x"] = batch["x"] / 255.0  # expect: side-effect-argument-mutation error
    return batch


@tf.function
def add(items, x):
    items.append(x)  # expect: side-effect-argument-mutation
    return items


@tf.function
def mutable_default(x, acc=[]):
    acc.append(x)  # expect: side-effect-argument-mutation
    return acc


@tf.function
def in_place(items):
    items += [1]  # expect: side-effect-argument-mutation
    return items


@tf.function
def nested(d):
    d["inner"].append(1)  # expect: side-effect-argument-mutation
    return d


@tf.function
def takes_out(d):
    y = d.pop("y")  # expect: side-effect-argument-mutation
    return d["x"] + y


@tf.function
def by_a_helper(d):
    change(d)
    return d


def change(d):
    d["x"] = 1  # expect: side-effect-argument-mutation


@tf.function
def inner(d):
    d["z"] = 1  # expect: side-effect-argument-mutation
    return d


@tf.function
def outer(x):
    d = {"x": x}
    return inner(d)


norm({"x": tf.ones([2])})
add([tf.ones([2])], tf.ones([2]))
mutable_default(tf.ones([2]))
in_place([1])
nested({"inner": [1]})
takes_out({"x": tf.ones([2]), "y": tf.ones([2])})
by_a_helper({"x": tf.ones([2])})
outer(tf.ones([2]))
