"""The text is made where the traced call never comes."""
import tensorflow as tf


class Sampler(tf.Module):
    def __init__(self, checked):
        super().__init__()
        self.checked = checked

    def sample(self, x):
        if self.checked:
            return tf.strings.join([f"of {tf.reduce_sum(x)}", "!"])
        return tf.as_string(x)

    def make(self):
        def run(x):
            return self.sample(x)

        if not self.checked:
            return tf.function(run)
        return run


for flag in (True, False):
    Sampler(flag).make()(tf.ones([2]))
