"""What is not known to be a tensor, below a test of Python."""
import tensorflow as tf
from somebody import settings


def read(record):
    if settings.verbose:
        print("separator:", settings.separator)
    return tf.strings.split(record, ",")


data = tf.data.Dataset.from_tensor_slices(["a,b", "c,d"]).map(read)
