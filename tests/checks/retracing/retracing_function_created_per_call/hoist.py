import tensorflow as tf

SCALE = 2.0


def helper(x):
    return x * SCALE


class Filter:
    # Applies it to everything.
    def apply(self, signal):
        scaled = signal / 2.0

        @tf.function(reduce_retracing=True)
        def smooth(x):  # expect: retracing-function-created-per-call
            y = helper(
                x,
            )

            return (y[1:] + y[:-1]) / 2.0

        return smooth(scaled)


def own(signal, factor):
    @tf.function
    def scaled(x):  # expect: retracing-function-created-per-call
        return x * factor.weight

    return scaled(signal)


def taken(signal):
    @tf.function
    def helper(x):  # expect: retracing-function-created-per-call
        return x + 1.0

    return helper(signal)


class Factor:
    def __init__(self):
        self.weight = tf.Variable(2.0)


factor = Factor()
filters = Filter()
for i in range(10):
    filters.apply(tf.ones([4]))
    own(tf.ones([4]), factor)
    taken(tf.ones([4]))
