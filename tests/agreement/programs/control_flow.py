"""while_loop, cond, TensorArray, gradients of gradients, nested structures and recursion."""
import collections

import numpy as np
import tensorflow as tf

State = collections.namedtuple("State", ["position", "velocity", "step"])


@tf.function
def collatz(n):
    def more(value, steps):
        return value > 1

    def body(value, steps):
        value = tf.cond(value % 2 == 0, lambda: value // 2, lambda: 3 * value + 1)
        return value, steps + 1

    _, steps = tf.while_loop(more, body, [n, tf.constant(0)])
    return steps


def force(position):
    return -position


def advance(state, dt):
    velocity = state.velocity + dt * force(state.position)
    return State(state.position + dt * velocity, velocity, state.step + 1)


@tf.function
def simulate(state, dt):
    path = tf.TensorArray(tf.float32, size=20)
    for i in tf.range(20):
        state = advance(state, dt)
        path = path.write(i, state.position)
    return state, path.stack()


def energy(state):
    return 0.5 * tf.reduce_sum(state.position ** 2 + state.velocity ** 2)


def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x)


def cubic(x):
    return x ** 3 - 2.0 * x


def power(x, n):
    if n == 0:
        return tf.ones_like(x)
    return x * power(x, n - 1)


def scale_all(tree, factor):
    return tf.nest.map_structure(lambda leaf: leaf * factor, tree)


def mixed(array, tensor):
    return np.mean(array) + tensor


def gather_rows(table, *rows, **options):
    picked = [table[row] for row in rows]
    out = tf.stack(picked)
    return tf.reduce_sum(out, axis=options.get("axis", 0))


class Averager(tf.Module):
    def __init__(self, size):
        super().__init__()
        self.total = tf.Variable(tf.zeros([size]))
        self.count = tf.Variable(0.0)

    @tf.function(reduce_retracing=True)
    def __call__(self, batch):
        self.total.assign_add(tf.reduce_sum(batch, axis=0))
        self.count.assign_add(tf.cast(tf.shape(batch)[0], tf.float32))
        return self.value()

    def value(self):
        return self.total / self.count

    @tf.function(input_signature=[tf.TensorSpec([None, 3]), tf.TensorSpec([], tf.int32)])
    def shifted(self, rows, shift):
        return tf.roll(rows, shift, axis=0)


def main():
    steps = collatz(tf.constant(27))
    start = State(tf.constant([1.0, 0.0]), tf.constant([0.0, 1.0]), tf.constant(0))
    state, path = simulate(start, tf.constant(0.1))
    curve = second_derivative(cubic, tf.constant(2.0))
    scaled = scale_all({"a": tf.ones([2]), "b": (tf.zeros([3]), tf.ones([]))}, tf.constant(3.0))
    averager = Averager(3)
    for rows in (2, 4, 5):
        mean = averager(tf.ones([rows, 3]))
    moved = averager.shifted(tf.ones([4, 3]), tf.constant(1))
    total = gather_rows(tf.reshape(tf.range(6.0), [3, 2]), 0, 2, axis=1)
    both = mixed(np.ones([4], "float32"), tf.constant(1.0))
    cube = power(tf.constant([1.0, 2.0]), 3)
    return [float(tf.reduce_sum(x)) for x in (steps, energy(state), path, curve, scaled["a"], mean,
                                              moved, total, both, cube) if x.dtype == tf.float32]


if __name__ == "__main__":
    main()
