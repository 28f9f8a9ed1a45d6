"""Preconditions of a graph; tools/oracle/preconditions.py runs these functions, and holds `hybridize facts` against what it sees.

On the line of each def: the preconditions that fail, `doubts`: the one that is not known, if there is one, and `seen`: what the calls
at the end do as a tf.function. `fine`: what eager code does; `raises`; `differs`: other results than eager code. `with`: options that
tf.function is given.
"""
import collections
import dataclasses
import math
import typing

import numpy as np
import tensorflow as tf

scale = 2.0
counter = tf.Variable(1.0)
table = np.ones(2, "float32")
view = table[:1]
options = {"rate": 1.0}
queue = collections.deque([1.0])
made = []
Pair = collections.namedtuple("Pair", "a b")


class Row(typing.NamedTuple):
    a: object


class Box:
    def __init__(self, x):
        self.x = x


class Network(tf.Module):
    def __init__(self):
        self.weight = None

    def __call__(self, x):
        if self.weight is None:
            self.weight = tf.Variable(1.0)
        return x * self.weight


network = Network()


def fetches(x):  # fails: eager_only_calls  seen: raises
    return x.numpy()


def fetches_below(x):  # fails: eager_only_calls  seen: raises
    return fetches(x) + 1.0


def fetches_a_variable(x):  # fails: eager_only_calls  seen: raises
    return x * counter.numpy()


def casts_an_array(a):  # fails: eager_only_calls  seen: raises
    return a.astype("float32")


def fetches_when_eager(x):  # fails: none  seen: fine
    if tf.executing_eagerly():
        made.append(x.numpy())
    return x


def fetches_in_py_function(x):  # fails: none  seen: fine
    return tf.py_function(fetches, [x], tf.float32)


def casts(x):  # fails: none  seen: fine
    return int(x[0]) + 1


def of_numpy(x):  # fails: numpy_calls  seen: raises
    return tf.constant(np.sin(x))


def of_numpy_below(x):  # fails: numpy_calls  seen: raises
    return of_numpy(x)


def of_math(x):  # fails: numpy_calls  seen: raises
    return math.sqrt(x[0])


def of_numpy_on_a_shape(x):  # fails: none  seen: fine
    return x / float(np.prod(x.shape))


def of_numpy_on_a_constant(x):  # fails: none  seen: fine
    return x * np.sqrt(2.0).astype("float32")


def makes_a_variable(x):  # fails: creates_variables  seen: raises
    weight = tf.Variable(2.0)
    return x * weight


def makes_a_layer(x):  # fails: creates_variables  seen: raises
    return tf.keras.layers.Dense(1)(tf.expand_dims(x, 0))


def makes_a_variable_once(x):  # fails: none  seen: fine
    return network(x)


def names_by_a_number(x):  # fails: invalid_name_arguments  seen: raises
    return tf.add(x, x, name=3)


def names_by_a_dtype(x):  # fails: invalid_name_arguments  seen: raises
    return tf.reduce_sum(x, name=tf.float32)


def names_by_text(x):  # fails: none  seen: fine
    return tf.add(x, x, name="sum")


def comprehends(x):  # fails: tensor_parameter_iteration  seen: raises
    return tf.add_n([r * 2.0 for r in x])


def zips(x):  # fails: tensor_parameter_iteration  seen: raises
    total = 0.0
    for a, b in zip(x, x):
        total += a * b
    return total


def enumerates(x):  # fails: tensor_parameter_iteration  seen: raises
    total = 0.0
    for i, a in enumerate(x):
        total += a * float(i)
    return total


def lists(x):  # fails: tensor_parameter_iteration  seen: raises
    return tf.add_n(list(x))


def unpacks(x):  # fails: tensor_parameter_iteration  seen: raises
    a, b = x
    return a - b


def spreads(x):  # fails: tensor_parameter_iteration  seen: raises
    return tf.subtract(*x)


def loops(x):  # fails: none  seen: fine
    total = 0.0
    for r in x:
        total += r
    return total


def unstacks(x):  # fails: none  seen: fine
    a, b = tf.unstack(x)
    return tf.add_n([r * 2.0 for r in tf.unstack(x)]) + a - b


def gives_an_object(x):  # fails: unsupported_return  seen: raises
    return Box(x)


def gives_a_function(x):  # fails: unsupported_return  seen: raises
    return lambda: x


def gives_a_layer(x):  # fails: unsupported_return  seen: raises
    return x, network


def gives_structures(x):  # fails: none  seen: fine
    return {"a": [x, (x, None)]}, Pair(x, x), Row(x)


def tests_in_a_comprehension(x):  # fails: unconvertible_control_flow  seen: raises
    return [n for n in (1.0, 2.0) if x[0] > n]


def tests_in_a_loop_with_else(x):  # fails: unconvertible_control_flow  seen: raises
    for n in range(2):
        if x[0] > 5.0:
            x = x + float(n)
    else:
        x = x * 2.0
    return x


def raises_under_a_test(x):  # fails: unconvertible_control_flow  seen: raises
    if x[0] > 5.0:
        raise ValueError("too large")
    return x


class Clipped:
    def __init__(self, x):
        self.x = x

    @property
    def value(self):
        if tf.reduce_sum(self.x) > 9.0:
            return self.x
        return self.x * 2.0


def tests_in_a_property(x):  # fails: unconvertible_control_flow  seen: raises
    return Clipped(x).value


def yields(x):
    yield x
    yield x + 1.0


def tests(x):  # fails: none  seen: fine
    if x[0] > 1.0:
        return x
    return x * 2.0


def runs_a_generator(x):  # fails: none  seen: fine
    return tf.add_n([part * 2.0 for part in yields(x)])


def tests_a_size(x):  # fails: none  seen: fine
    return [n for n in (1, 2) if x.shape[0] > n]


def rescale():
    global scale
    scale *= 3.0


def reads_a_setting(x):  # fails: changing_captured_state  seen: differs
    return x * scale


def reads_a_variable(x):  # fails: none  seen: fine
    return x * counter


def reads_an_axis(x):  # fails: unresolved_statically_read_axes  seen: raises  with: input_signature=[tf.TensorSpec([None])]
    return x * tf.ones([int(x.shape[0])])


def asks_an_axis(x):  # fails: none  seen: fine  with: input_signature=[tf.TensorSpec([None])]
    return x * tf.ones([tf.shape(x)[0]])


def mixes(a, x, y):  # fails: conflicting_eager_dtype_coercions  seen: raises
    return tf.cast(a * x, tf.float64) + a * y


def tests_below(x):  # fails: none  seen: fine
    return tests(x) + 1.0


def collects_in_a_loop(x):  # fails: unconvertible_control_flow  seen: raises
    out = []
    for i in tf.range(tf.shape(x)[0]):
        out.append(x[i] * 2.0)
    return tf.stack(out)


def collects_in_a_python_loop(x):  # fails: none  seen: fine
    out = []
    for i in range(2):
        out.append(x[i] * 2.0)
    return tf.stack(out)


def collects_for_a_round(x):  # fails: none  seen: fine
    for i in tf.range(tf.shape(x)[0]):
        parts = [x]
        parts.append(x + tf.cast(i, tf.float32))
        x = parts[0] * parts[1]
    return x


def counts_in_a_branch(x):  # fails: unconvertible_control_flow  seen: differs
    seen = []
    if tf.reduce_sum(x) > 100.0:
        seen.append(1.0)
    return x * float(len(seen))


def collects_below(x):  # fails: unconvertible_control_flow  seen: raises
    return collects_in_a_loop(x) + 1.0


def binds_in_one_branch(x):  # fails: unconvertible_control_flow  seen: raises
    if tf.reduce_sum(x) > 1.0:
        y = x * 2.0
    return y


def binds_in_both_branches(x):  # fails: none  seen: fine
    if tf.reduce_sum(x) > 1.0:
        y = x * 2.0
    else:
        y = x
    return y


def forgets_what_it_binds(x):  # fails: none  seen: fine
    if tf.reduce_sum(x) > 1.0:
        y = x * 2.0
        x = y + 1.0
    return x


def starts_with_none(x):  # fails: unconvertible_control_flow  seen: raises
    best = None
    if tf.reduce_sum(x) > 1.0:
        best = x
    return best


def gives_none_or_a_tensor(x):  # fails: unconvertible_control_flow  seen: raises
    if tf.size(x) == 0:
        return None
    return x * 2.0


def gives_none_or_a_tensor_behind(x):  # fails: unconvertible_control_flow  seen: raises
    if tf.size(x) == 0:
        return None
    else:
        x = x * 2.0
    x = x + 1.0
    return x


def gives_a_pair_or_a_tensor(x):  # fails: unconvertible_control_flow  seen: raises
    if tf.size(x) > 0:
        return x, x
    else:
        return x


def counts_up_to_a_float(x):  # fails: unconvertible_control_flow  seen: raises
    total = 0
    for part in x:
        total = total + part
    return total


def leaves_a_python_loop(x):  # fails: unconvertible_control_flow  seen: raises
    for limit in [1.0, 2.0]:
        if tf.reduce_sum(x) > limit:
            break
        x = x + 1.0
    return x


def leaves_a_tensor_loop(x):  # fails: none  seen: fine
    for part in x:
        if part > 1.0:
            break
        x = x + 1.0
    return x


class Settings:
    base = 1.0

    def __init__(self):
        self.rate = 1.0
        self.before = 1.0
        self.offset = 1.0


settings = Settings()


def reads_an_attribute(x):  # fails: changing_captured_state  seen: differs
    return x * settings.rate


def reads_a_class(x):  # fails: changing_captured_state  seen: differs
    return x * Settings.base


def reads_what_was_set_before(x):  # fails: none  seen: fine
    return x * settings.before


def reads_a_variable_of_the_module(x):  # fails: changing_captured_state  seen: differs
    return x * factor


def reads_what_its_namespace_changes(x):  # fails: changing_captured_state  seen: differs
    return x * divisor


def reads_what_its_dict_changes(x):  # fails: changing_captured_state  seen: differs
    return x * settings.offset


def grows_in_a_loop(x):  # fails: unconvertible_control_flow  seen: raises
    while tf.reduce_sum(x) < 9.0:
        x = tf.concat([x, x[-1:]], 0)
    return x


def slides_in_a_loop(x):  # fails: none  seen: fine
    while tf.reduce_sum(x) < 9.0:
        x = tf.concat([x[1:], x[-1:] + 1.0], 0)
    return x


def asks_a_number(x):  # fails: unconvertible_control_flow  seen: raises
    if tf.reduce_sum(x):
        x = x * 2.0
    return x


def looks_it_up(x):  # fails: unconvertible_control_flow  seen: raises
    return x * (2.0 if tf.argmax(x) in (1, 2) else 1.0)


def compares_pairs(x):  # fails: unconvertible_control_flow  seen: raises
    return x if (tf.argmax(x), 1) == (2, 1) else -x


def takes_the_larger(x):  # fails: unconvertible_control_flow  seen: raises
    return max(tf.reduce_sum(x), tf.reduce_mean(x))


def chooses_a_function(x):  # fails: unconvertible_control_flow  seen: raises
    f = tf.sin if tf.reduce_sum(x) > 0.0 else tf.cos
    return f(x)


def chooses_a_number(x):  # fails: none  seen: fine
    return x * (2.0 if tf.reduce_sum(x) > 0.0 else 1.0)


def multiplies_by_a_float(x):  # fails: none  seen: fine
    n = float(tf.argmax(x))
    return x * (n + 1)


def asks_a_truth_value(x):  # fails: none  seen: fine
    if tf.reduce_all(x > 0.0):
        x = x * 2.0
    return x


def negates_a_number(x):  # fails: unconvertible_control_flow  seen: raises
    return x if not tf.reduce_sum(x) else -x


def has_a_default(x):  # fails: unconvertible_control_flow  seen: raises
    return x * (tf.reduce_sum(x) or 1.0)


def takes_the_largest(x):  # fails: unconvertible_control_flow  seen: raises
    return max(tf.reduce_sum(x), tf.reduce_mean(x))


def takes_the_largest_part(x):  # fails: none  seen: fine
    return tf.reduce_max(x)


def tests_each(x):  # fails: unconvertible_control_flow  seen: raises
    return x if any(part > 0.0 for part in tf.unstack(x)) else -x


def sorts(x):  # fails: unconvertible_control_flow  seen: raises
    return sorted(tf.unstack(x))[0]


def chooses_an_integer(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    return x * (2 if tf.reduce_sum(x) > 0.0 else 1)


def chooses_a_key(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    key = "a" if tf.reduce_sum(x) > 0.0 else "b"
    return x * {"a": 1.0, "b": 2.0}[key]


def compares_a_text(x):  # fails: none  seen: fine
    key = "a" if tf.reduce_sum(x) > 0.0 else "b"
    return x if key == "a" else -x


def indexes_a_list(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    return x * [1.0, 2.0, 3.0][int(tf.argmax(x))]


def indexes_a_tensor(x):  # fails: none  seen: fine
    return x[int(tf.argmax(x))]


def multiplies_by_an_integer(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    n = int(tf.argmax(x))
    return x * n


def reshapes(x):  # fails: none  seen: fine
    n = int(tf.size(x))
    return tf.reshape(x, [n, 1])


def gives_it_to_numpy(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    return x * np.exp(-float(tf.reduce_sum(x)))


def formats(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    return x * float("%.2f" % float(tf.reduce_sum(x)))


def makes_a_constant(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    return x + tf.constant([float(tf.reduce_sum(x)), 1.0])


def counts_in_a_loop(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    n = 0
    while tf.reduce_sum(x) > 1.0:
        x = x * 0.5
        n += 1
    return x * n


def sums_in_a_loop(x):  # fails: none  seen: fine
    total = 0.0
    while tf.reduce_sum(x) > 1.0:
        x = x * 0.5
        total += 1.0
    return x * total


def forgets_the_number(x):  # fails: none  seen: fine
    n = 1
    if tf.reduce_sum(x) > 1.0:
        n = 2
    n = 3
    return x * n


def repeats_so_often(x):  # fails: none  seen: fine
    n = 3 if tf.reduce_sum(x) > 0.0 else 1
    for _ in range(n):
        x = x * 0.5
    return x


def counts_with_the_rounds(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    n = 3 if tf.reduce_sum(x) > 0.0 else 1
    for i in range(n):
        x = x * 2.0 ** i
    return x


def chooses_a_function(x):  # fails: unconvertible_control_flow  seen: raises
    squash = tf.identity
    if tf.reduce_sum(x) > 0.0:
        squash = tf.tanh
    return squash(x)


def adds_a_key(x):  # fails: none  doubts: unconvertible_control_flow  seen: raises
    logs = {"x": x}
    if tf.reduce_sum(x) > 0.0:
        logs["half"] = x * 0.5
    return logs


def replaces_a_key(x):  # fails: none  seen: fine
    logs = {"x": x}
    if tf.reduce_sum(x) > 0.0:
        logs["x"] = x * 0.5
    return logs


def adds_a_key_either_way(x):  # fails: none  seen: fine
    logs = {"x": x}
    if tf.reduce_sum(x) > 0.0:
        logs["half"] = x * 0.5
    else:
        logs["half"] = x * 2.0
    return logs


def unpacks_within(x):  # fails: tensor_parameter_iteration  seen: raises
    (a, b), c = x, 1
    return a + b + c


def unpacks_a_shape(x):  # fails: none  seen: fine
    (a, b), c = [x, x], 1
    return a + b + c


def reads_through_a_view(x):  # fails: none  doubts: changing_captured_state  seen: differs
    return x * table


def reads_what_a_helper_changes(x):  # fails: none  doubts: changing_captured_state  seen: differs
    return x * options["rate"]


def reads_a_queue(x):  # fails: none  doubts: changing_captured_state  seen: differs
    return x * queue[0]


def anneal(of):
    of["rate"] *= 0.5


def refuses_graphs(x):  # fails: eager_only_calls  seen: raises
    if not tf.executing_eagerly():
        raise RuntimeError("eager only")
    return x


def maps_a_named_tuple(row):  # fails: none  seen: fine
    return tf.nest.map_structure(lambda part: part * 2.0, row).a


def of_numpy_on_sparse(x):  # fails: numpy_calls  seen: raises
    return np.square(tf.sign(x).values)


if __name__ == "__main__":
    t = tf.constant([1.0, 2.0])
    factor = 1.0
    divisor = 1.0
    reads_an_attribute(t)
    settings.rate = 5.0
    reads_an_attribute(t)
    reads_a_class(t)
    Settings.base = 5.0
    reads_a_class(t)
    reads_a_variable_of_the_module(t)
    reads_what_its_namespace_changes(t)
    reads_what_its_dict_changes(t)
    factor = 5.0
    reads_a_variable_of_the_module(t)
    settings.before = 3.0
    reads_what_was_set_before(t)
    refuses_graphs(t)
    maps_a_named_tuple(Row(t))
    of_numpy_on_sparse(tf.sparse.from_dense([[1.0, 0.0], [0.0, 2.0]]))
    fetches(t)
    fetches_below(t)
    fetches_a_variable(t)
    casts_an_array(np.ones(2))
    fetches_when_eager(t)
    fetches_in_py_function(t)
    casts(t)
    of_numpy(t)
    of_numpy_below(t)
    of_math(t)
    of_numpy_on_a_shape(t)
    of_numpy_on_a_constant(t)
    makes_a_variable(t)
    makes_a_variable(t)
    makes_a_layer(t)
    makes_a_layer(t)
    makes_a_variable_once(t)
    makes_a_variable_once(t)
    names_by_a_number(t)
    names_by_a_dtype(t)
    names_by_text(t)
    comprehends(t)
    zips(t)
    enumerates(t)
    lists(t)
    unpacks(t)
    spreads(t)
    globals()["divisor"] = 3.0
    settings.__dict__.update(offset=3.0)
    reads_what_its_namespace_changes(t)
    reads_what_its_dict_changes(t)
    asks_a_truth_value(t)
    negates_a_number(t)
    has_a_default(t)
    takes_the_largest(t)
    takes_the_largest_part(t)
    tests_each(t)
    sorts(t)
    chooses_an_integer(t)
    chooses_a_key(t)
    compares_a_text(t)
    indexes_a_list(t)
    indexes_a_tensor(t)
    multiplies_by_an_integer(t)
    reshapes(t)
    gives_it_to_numpy(t)
    formats(t)
    makes_a_constant(t)
    counts_in_a_loop(t)
    sums_in_a_loop(t)
    forgets_the_number(t)
    repeats_so_often(t)
    counts_with_the_rounds(t)
    chooses_a_function(t)
    adds_a_key(t)
    replaces_a_key(t)
    adds_a_key_either_way(t)
    unpacks_within(t)
    unpacks_a_shape(t)
    reads_through_a_view(t)
    reads_what_a_helper_changes(t)
    reads_a_queue(t)
    view[0] = 5.0
    anneal(options)
    queue.appendleft(5.0)
    reads_through_a_view(t)
    reads_what_a_helper_changes(t)
    reads_a_queue(t)
    grows_in_a_loop(t)
    asks_a_number(t)
    looks_it_up(t)
    compares_pairs(t)
    takes_the_larger(t)
    chooses_a_function(t)
    chooses_a_number(t)
    multiplies_by_a_float(t)
    slides_in_a_loop(t)
    loops(t)
    unstacks(t)
    gives_an_object(t)
    gives_a_function(t)
    gives_a_layer(t)
    gives_structures(t)
    tests_in_a_comprehension(t)
    tests_in_a_loop_with_else(t)
    raises_under_a_test(t)
    tests_in_a_property(t)
    tests(t)
    tests_below(t)
    runs_a_generator(t)
    tests_a_size(t)
    reads_a_setting(t)
    rescale()
    reads_a_setting(t)
    reads_a_variable(t)
    counter.assign(5.0)
    reads_a_variable(t)
    reads_an_axis(t)
    reads_an_axis(tf.ones([3]))
    asks_an_axis(t)
    asks_an_axis(tf.ones([3]))
    mixes(np.ones(2), t, tf.cast(t, tf.float64))
    collects_in_a_loop(t)
    collects_in_a_python_loop(t)
    collects_for_a_round(t)
    counts_in_a_branch(t)
    collects_below(t)
    binds_in_one_branch(t)
    binds_in_both_branches(t)
    forgets_what_it_binds(t)
    starts_with_none(t)
    gives_none_or_a_tensor(t)
    gives_none_or_a_tensor_behind(t)
    gives_a_pair_or_a_tensor(t)
    counts_up_to_a_float(t)
    leaves_a_python_loop(t)
    leaves_a_tensor_loop(t)
