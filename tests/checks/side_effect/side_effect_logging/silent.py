import logging
import time
import warnings

import tensorflow as tf
from tqdm import tqdm

logger = logging.getLogger(__name__)


@tf.function
def build(x):
    logging.info("building graph for %s", x.shape)
    logger.info("tracing with %s", x)
    warnings.warn("deprecated")
    for _ in tqdm(range(3)):
        x = x + 1.0
    if tf.executing_eagerly():
        logging.info("x %s", x)
    return x


def note_it(t):
    logging.info("value %s", t)


@tf.function
def by_python(x):
    tf.py_function(note_it, [x], [])
    return x


@tf.function
def step(x):
    return tf.reduce_mean(x)


for i in range(3):
    logging.info("step %d loss %.3f", i, float(step(tf.ones([2]))))
    time.sleep(0.0)
build(tf.ones([2]))
by_python(tf.ones([2]))
