import tensorflow as tf


class Golden:
    def forward(self, module, x=None):  # failures: none
        if x is None:
            x = tf.ones([2, 3])
        return module(x)

    def other(self, module, x=None):  # failures: UNDETERMINABLE_TENSOR_PARAMETER
        if x is not None:
            x = tf.ones([2, 3])
        return module(x)


def update(metric, loss):  # failures: none
    metric.update_state(loss)
    return tf.constant(1.0)


def encodes(image):  # failures: none
    return tf.image.encode_png(image)
