import pytest
import tensorflow as tf


@tf.function
def copies(batch):
    batch = dict(batch)
    batch["x"] = batch["x"] / 255.0
    return batch


@tf.function
def spreads(batch):
    return {**batch, "x": batch["x"] / 255.0}


@tf.function
def keywords(**kw):
    x = kw.pop("x")
    kw["y"] = x
    return x


@tf.function
def positional(*args):
    items = list(args)
    items.append(1)
    return items[0]


@tf.function
def rebinds(items, d):
    items = items + [1]
    n = d["n"]
    n += 1
    return items, n


@tf.function
def no_change(b):
    b["x"] = b["x"]
    return b


@tf.function
def puts_back(d):
    y = d.pop("y")
    out = y + sum_of(d)
    d["y"] = y
    return out


def sum_of(d):
    return tf.add_n(list(d.values()))


def parse(r):
    label = r.pop("label")
    return r, label


ds = tf.data.Dataset.from_tensor_slices({"x": [1.0], "label": [1]}).map(parse)


def eager(d):
    d["x"] = 1
    return d


@tf.function
def fails(d):
    d["x"] = 1
    return d


def test_fails():
    with pytest.raises(ValueError):
        fails({"x": 2})


class Net(tf.keras.Model):
    def call(self, inputs):
        y = inputs.pop("y")
        return inputs["x"] + y


@tf.function
def maybe(d):
    d.pop("z", None)
    d.setdefault("x", 1)
    return d


net = Net()
copies({"x": tf.ones([2])})
spreads({"x": tf.ones([2])})
keywords(x=tf.ones([2]))
positional(tf.ones([2]))
rebinds([1], {"n": 1})
no_change({"x": tf.ones([2])})
puts_back({"x": tf.ones([2]), "y": tf.ones([2])})
eager({"x": 1})
maybe({"x": tf.ones([2])})
net.predict({"x": tf.ones([2, 1]), "y": tf.ones([2, 1])})
