"""Too many dispatchers to tell apart: what one of them runs is not known."""
import tensorflow as tf
from multipledispatch import Dispatcher

table = []
d0 = Dispatcher("d0")
table.append(d0)
d1 = Dispatcher("d1")
table.append(d1)
d2 = Dispatcher("d2")
table.append(d2)
d3 = Dispatcher("d3")
table.append(d3)
d4 = Dispatcher("d4")
table.append(d4)
d5 = Dispatcher("d5")
table.append(d5)
d6 = Dispatcher("d6")
table.append(d6)
d7 = Dispatcher("d7")
table.append(d7)
d8 = Dispatcher("d8")
table.append(d8)
d9 = Dispatcher("d9")
table.append(d9)
d10 = Dispatcher("d10")
table.append(d10)
d11 = Dispatcher("d11")
table.append(d11)
d12 = Dispatcher("d12")
table.append(d12)
d13 = Dispatcher("d13")
table.append(d13)


@d0.register(object)
def first(x):
    return x * 2.0


@d1.register(object)
def second(x):
    return x * 3.0


def run(x):  # effects: unknown
    for each in table:
        x = each(x)
    return x


run(tf.ones([2]))
