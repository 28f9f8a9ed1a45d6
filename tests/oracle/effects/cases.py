"""Side effects, one for each function; tools/oracle/effects.py runs them, and holds `hybridize facts` against what it sees.

On the line of each def: the kinds of effects, and `seen`: what tells that it has happened. `result`: what the function gives back,
else an expression whose value changes each time. `result` of a function without effects: a graph gives what eager code gives.
"""
import io
import logging
import os
import random
import socket
import subprocess
import sys
import time
import warnings

import numpy as np
import tensorflow as tf

PATH = os.environ.get("EFFECTS_FILE", os.devnull)
audited = {}
records = []
log = []
table = {}
total = 0
numbers = np.random.RandomState(0)
generator = random.Random(0)
stream = iter(range(1000))
lines = io.StringIO("1\n" * 1000)
variable = tf.Variable(0.0)
summaries = tf.summary.create_file_writer(PATH + ".summaries")


class Counter:
    def __init__(self):
        self.n = 0
        self.seen = []

    def bump(self):
        self.n += 1

    @property
    def noisy(self):
        log.append(1)
        return 1.0

    def __enter__(self):
        self.n += 1
        return self

    def __exit__(self, *error):
        return False


shared = Counter()
sys.stdin = lines


class Recorder(logging.Handler):
    def emit(self, record):
        records.append(record)


logging.getLogger().addHandler(Recorder())
sys.addaudithook(lambda event, _: audited.__setitem__(event, audited.get(event, 0) + 1))
warnings.simplefilter("always")


def between(n):
    """What changes in the world between two calls."""
    os.environ["EFFECTS_TURN"] = str(n)
    audited["os.putenv"] -= 1


def squares():
    for i in range(1000):
        table["yielded"] = i
        yield float(i)


endless = squares()


def prints(x):  # effects: print  seen: printed()
    print("here", flush=True)
    return x


def logs(x):  # effects: logging  seen: len(records)
    logging.warning("here")
    return x


def logs_by_a_logger(x):  # effects: logging  seen: len(records)
    logging.getLogger("effects").error("here")
    return x


def warns(x):  # effects: warning  seen: printed()
    warnings.warn("here")
    return x


def writes_a_file(x):  # effects: file  seen: os.path.getsize(PATH)
    with open(PATH, "a") as file:
        file.write("x")
    return x


def saves_an_array(x):  # effects: file  seen: audited.get("open")
    np.save(PATH + ".npy", np.ones(2))
    return x


def opens_a_socket(x):  # effects: network  seen: audited.get("socket.bind")
    server = socket.create_server(("localhost", 0))
    server.close()
    return x


def starts_a_process(x):  # effects: process  seen: audited.get("subprocess.Popen")
    subprocess.run(["true"])
    return x


def asks_the_system(x):  # effects: process  seen: audited.get("os.system")
    os.system("true")
    return x


def sets_the_environment(x):  # effects: container_write  seen: audited.get("os.putenv")
    os.environ["EFFECTS_SET"] = "1"
    return x


def reads_the_environment(x):  # effects: environment  seen: result
    return x + float(os.environ.get("EFFECTS_TURN", "0"))


def reads_the_clock(x):  # effects: time  seen: result
    return x + (time.perf_counter() * 1e5) % 1000.0


def draws(x):  # effects: random_python  seen: result
    return x + random.random()


def draws_from_a_generator(x):  # effects: random_numpy  seen: result
    return x + numbers.rand()


def seeds_a_generator(x):  # effects: none  seen: result
    numbers = np.random.default_rng(7)
    return x if numbers else -x


def raises_another(x):  # effects: none  seen: result
    try:
        return tf.reshape(x, [])
    except ValueError as error:
        raise type(error)("no number")


def draws_an_array(x):  # effects: random_numpy  seen: result
    return x + np.random.rand()


def asks(x):  # effects: input  seen: lines.tell()
    return x + float(input())


def writes_a_global(x):  # effects: global_write  seen: total
    global total
    total += 1
    return x


def make():
    n = 0

    def count(x):  # effects: nonlocal_write  seen: count.__closure__[0].cell_contents
        nonlocal n
        n += 1
        return x

    return count


count = make()


def appends(x):  # effects: container_write  seen: len(log)
    log.append(1)
    return x


def stores(x):  # effects: container_write  seen: len(table)
    table[len(table)] = 1
    return x


def writes_an_attribute(x):  # effects: attribute_write  seen: shared.n
    shared.n += 1
    return x


def writes_by_a_method(x):  # effects: attribute_write  seen: shared.n
    shared.bump()
    return x


def writes_through_an_attribute(x):  # effects: container_write  seen: len(shared.seen)
    shared.seen.append(1)
    return x


def writes_in_a_property(x):  # effects: container_write  seen: len(log)
    return x + shared.noisy


def writes_on_entering(x):  # effects: attribute_write  seen: shared.n
    with shared:
        return x


def writes_in_a_comprehension(x):  # effects: container_write  seen: len(log)
    [log.append(i) for i in range(2)]
    return x


def writes_in_a_callback(x):  # effects: container_write  seen: len(log)
    return tf.map_fn(appends, tf.reshape(x, [1]))


def takes_the_next(x):  # effects: iterator_consumption  seen: result
    return x + float(next(stream))


def takes_from_a_generator(x):  # effects: container_write, iterator_consumption  seen: result
    return x + next(endless)


def three_calls_away(x):  # effects: print  seen: printed()
    return outer(x)


def outer(x):
    return prints(x)


def prints_in_a_graph(x):  # effects: none  seen: printed()
    tf.print("here")
    return x


def assigns(x):  # effects: none  seen: float(variable)
    variable.assign_add(1.0)
    return x


def writes_a_summary(x):  # effects: none  seen: summarised()
    with summaries.as_default():
        tf.summary.write("x", x, step=tf.cast(x, tf.int64))
    return x


def asserts(x):  # effects: none  seen: result
    tf.debugging.assert_positive(x)
    return x * 2.0


def fills_an_array(x):  # effects: none  seen: result
    array = tf.TensorArray(tf.float32, size=2)
    array = array.write(0, x)
    array = array.write(1, x * 2.0)
    return array.stack()


def fills_a_list(x):  # effects: none  seen: result
    parts = []
    for i in range(3):
        parts.append(x * float(i))
    return tf.stack(parts)


def fills_an_object(x):  # effects: none  seen: result
    own = Counter()
    own.bump()
    own.seen.append(x)
    return own.seen[0] * float(own.n)


def draws_in_a_graph(x):  # effects: none  seen: varied()
    variable.assign(tf.random.uniform([]))
    return x


def varied():
    return float(variable)


def summarised():
    summaries.flush()
    return sum(os.path.getsize(os.path.join(PATH + ".summaries", name)) for name in os.listdir(PATH + ".summaries"))


def call_all():
    for f in (prints, writes_a_global, appends, assigns):
        f(tf.constant(1.0))


weights = np.ones(2, "float32")
rates = [1.0, 2.0]


def adds_a_tensor_to_an_array(x):  # effects: none  seen: result
    kept = weights
    kept += tf.stack([x, x])
    return kept


def adds_a_tensor_to_a_list(x):  # effects: none  seen: result
    kept = rates
    kept += tf.stack([x, x])
    return kept
