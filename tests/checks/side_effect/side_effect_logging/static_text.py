# option: side-effect-logging.static-text=true
import logging

import tensorflow as tf


@tf.function
def build(x):
    logging.info("building graph for %s", x.shape)  # expect: side-effect-logging note
    return x


build(tf.ones([2]))
