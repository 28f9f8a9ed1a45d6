import tensorflow as tf


class Own(tf.keras.optimizers.legacy.Optimizer):
    def _prepare_local(self, device, dtype, apply_state):  # effects: container_write
        super()._prepare_local(device, dtype, apply_state)
        apply_state[(device, dtype)].update(dict(rate=tf.constant(1.0)))

    def _resource_apply_dense(self, grad, var, apply_state=None):  # effects: none
        device, dtype = var.device, var.dtype.base_dtype
        held = (apply_state or {}).get((device, dtype)) or self._fallback_apply_state(device, dtype)
        return var.assign_sub(grad * held["rate"])

    def _decayed(self, dtype):  # effects: none
        rate = self._get_hyper("rate", dtype)
        if isinstance(rate, tf.keras.optimizers.schedules.LearningRateSchedule):
            rate = tf.cast(rate(self.iterations), dtype)
        return rate
