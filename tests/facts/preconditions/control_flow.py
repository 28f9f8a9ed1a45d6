import tensorflow as tf


def converted(x):  # unconvertible_control_flow: no
    if tf.reduce_sum(x) > 1.0:
        x = x / 2.0
    while tf.reduce_max(x) > 1.0:
        x = x / 2.0
    for r in x:
        x = x + r
    return x


class Scaled:
    def __init__(self, x):
        self.x = x

    @property
    def small(self):  # unconvertible_control_flow: no
        return self.x if tf.reduce_sum(self.x) > 1.0 else -self.x


def through_property(x):  # unconvertible_control_flow: yes
    return Scaled(x * 2.0).small


def clip(v):  # unconvertible_control_flow: no
    return v if tf.reduce_sum(v) > 0.0 else -v


def through_map(x):  # unconvertible_control_flow: yes
    return list(map(clip, [x * 1.0, x]))


def calls(x):  # unconvertible_control_flow: no
    return clip(x)


def yields(x):  # unconvertible_control_flow: yes
    yield x
    yield x + 1.0


def uses_a_generator(x):  # unconvertible_control_flow: no
    return tf.add_n([part * 2.0 for part in yields(x)])


def yields_under_a_condition(x):  # unconvertible_control_flow: yes
    if tf.reduce_sum(x) > 0.0:
        yield x
    yield x + 1.0


def uses_the_condition(x):  # unconvertible_control_flow: yes
    return tf.add_n(list(yields_under_a_condition(x)))


def reads_a_static_value(x):  # unconvertible_control_flow: no
    size = tf.get_static_value(tf.shape(x)[0])
    if size is not None and size > 1:
        return x * 2.0
    return x


def matches(x, mode):  # unconvertible_control_flow: yes
    match mode:
        case "a":
            return x if tf.reduce_sum(x) > 0.0 else -x
    return x


def loop_else(x):  # unconvertible_control_flow: yes
    for i in range(3):
        if x[0] > 1.0:
            x = x / 2.0
    else:
        x = x + 1.0
    return x


def raises(x):  # unconvertible_control_flow: yes
    if tf.reduce_sum(x) > 1.0:
        raise ValueError("too large")
    return x


def generates(x):  # unconvertible_control_flow: yes
    yield x


def filters(x):  # unconvertible_control_flow: yes
    return [v for v in tf.unstack(x, num=2) if v > 0.0]


def of_python(x, training=False):  # unconvertible_control_flow: no
    if training and x is not None:
        raise ValueError("no")
    if x.shape[0] == 3:
        raise ValueError("no")
    return x


t = tf.constant([1.0, 2.0])
for f in (converted, through_property, clip, through_map, calls, loop_else, raises, generates, filters, of_python):
    f(t)
for f in (uses_a_generator, uses_the_condition, reads_a_static_value):
    f(t)
matches(t, "a")
