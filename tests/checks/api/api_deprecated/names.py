import tensorflow as tf
from tensorflow.data.experimental import AUTOTUNE  # expect: api-deprecated

tf.config.experimental_run_functions_eagerly(False)  # expect: api-deprecated
strategy = tf.distribute.MirroredStrategy()


@tf.function
def step(x):
    return strategy.experimental_run_v2(lambda v: v, args=(x,))  # expect: api-deprecated error


old = tf.keras.backend.get_session()  # expect: api-deprecated error
