"""Layers and optimizers that only a later trace would be the first to use: TensorFlow refuses their variables there."""
import tensorflow as tf

w = tf.Variable(tf.ones([4]))
heads = {k: tf.keras.layers.Dense(4) for k in ("price", "rating")}
body = tf.keras.layers.Dense(4)


def long(x):
    for _ in range(5):
        x = tf.nn.softmax(tf.tanh(x) * 2.0 + 1.0)
    return x


class Player:
    def __init__(self):
        self.net = tf.keras.Sequential([tf.keras.layers.Dense(4)])


def by_text(x, task):  # verdict: none  # advice: none
    return long(heads[task](x))


def by_object(x, player):  # advice: none  # reservations: meets_others@25
    return long(player.net(x))


def one_object(x, player):  # advice: convert
    return long(player.net(x))


def made_by_a_function(x, agent):  # advice: none  # reservations: meets_others@33
    return long(agent["net"](x))


def make():
    return {"net": tf.keras.Sequential([tf.keras.layers.Dense(4)])}


def with_none(x, context=None):  # advice: none  # reservations: meets_others@42
    if context is not None:
        x = x + body(context)
    return long(x)


def with_none_and_no_layer(x, context=None):  # advice: convert
    if context is not None:
        x = x + context
    return long(x)


def by_keys(batch):  # advice: none  # reservations: meets_others@53
    return long(tf.add_n([heads[key](batch[key]) for key in batch]))


def of_keys(batch):  # advice: convert
    return long(body(batch["x"]) + batch["y"])


players = [Player() for _ in range(3)]
agents = [make() for _ in range(3)]
only = Player()
x = tf.ones([2, 4])
for _ in range(10):
    by_text(x, "price")
    by_text(x, "rating")
    for player in players:
        by_object(x, player)
    one_object(x, only)
    for agent in agents:
        made_by_a_function(x, agent)
    with_none(x)
    with_none(x, x)
    with_none_and_no_layer(x)
    with_none_and_no_layer(x, x)
    by_keys({"price": x})
    by_keys({"price": x, "rating": x})
    of_keys({"x": x, "y": x})
    of_keys({"x": x * 2.0, "y": x})
