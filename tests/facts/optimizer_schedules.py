import tensorflow as tf


class Told(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):  # effects: print
        print(step)
        return step


class Other(tf.keras.optimizers.legacy.Optimizer):
    def _decayed(self, dtype):  # effects: unknown
        rate = self._get_hyper("rate", dtype)
        if isinstance(rate, tf.keras.optimizers.schedules.LearningRateSchedule):
            rate = tf.cast(rate(self.iterations), dtype)
        return rate
