# Names of Sonnet that make no variable where they are called; names that nobody knows.
import sonnet as snt
import tensorflow as tf


class Merged(snt.Module):
    @snt.allow_empty_variables
    def mark(self):
        return snt.allow_empty_variables(self)

    @tf.function
    def __call__(self, core, x, state):
        x = snt.merge_leading_dims(x, 2)
        x = snt.Flatten()(x)
        x = snt.BatchApply(core)(x)
        snt.allow_empty_variables(core)
        snt.something_new(x)
        return snt.static_unroll(core, x, state)
