"""numpy_function with a list of types gives a list, as the other branch does."""
import tensorflow as tf


def halved(wave, rate):
    return wave[::2], rate


@tf.function
def resampled(wave, rate):
    if rate > 16000:
        return tf.numpy_function(halved, [wave, rate], [tf.float32, tf.int32])
    else:
        return [wave, rate]


resampled(tf.ones([8]), tf.constant(32000))
