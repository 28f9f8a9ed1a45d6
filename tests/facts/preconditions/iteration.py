import tensorflow as tf


def clips_gradients(x, variables):  # tensor_parameter_iteration: no
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(x)
    gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), 5.0)
    return [g * 2.0 for g, v in zip(gradients, variables)]


def comprehends(x):  # tensor_parameter_iteration: yes
    return tf.add_n([tf.square(r) for r in x])


def zips(x, y):  # tensor_parameter_iteration: yes
    total = 0.0
    for a, b in zip(x, y):
        total += a * b
    return total


def lists(x):  # tensor_parameter_iteration: yes
    return list(x)


def unpacks(x):  # tensor_parameter_iteration: yes
    a, b = x
    return a + b


def unpacks_sizes(x):  # tensor_parameter_iteration: yes
    h, w = tf.shape(x)
    return h * w


def spreads(x):  # tensor_parameter_iteration: yes
    return tf.add(*x)


def through(x):  # tensor_parameter_iteration: yes
    return lists(x)


def loops(x):  # tensor_parameter_iteration: no
    total = 0.0
    for r in x:
        total += r
    return total


def unstacks(x):  # tensor_parameter_iteration: no
    a, b = tf.unstack(x, num=2)
    return [g * 2.0 for g in (a, b)]


def sizes(x):  # tensor_parameter_iteration: no
    rows, columns = x.shape
    return [d for d in x.shape] + [rows, columns]


def of_list(xs):  # tensor_parameter_iteration: no
    return [x * 2.0 for x in xs]


t = tf.constant([1.0, 2.0])
for f in (comprehends, lists, unpacks, spreads, through, loops, unstacks):
    f(t)
zips(t, t)
sizes(tf.ones([2, 3]))
unpacks_sizes(tf.ones([2, 3]))
of_list([t, t])
clips_gradients(tf.ones([2]), [tf.Variable(1.0)])
