import logging
import queue
import subprocess
import threading
import time

import tensorflow as tf
from absl import logging as absl_logging
from tqdm import tqdm

logger = logging.getLogger(__name__)
q = queue.Queue()


class Trainer:
    def __init__(self):
        self.log = logging.getLogger("train")

    def report(self, loss):
        self.log.info("loss %s", loss)  # expect: side-effect-logging warning

    @tf.function
    def step(self, x):
        self.report(tf.reduce_mean(x))
        return x


@tf.function
def sinks(x):
    logging.warning("x is %s", x)  # expect: side-effect-logging
    logger.debug(f"x is {x}")  # expect: side-effect-logging
    logger.debug("x is {}".format(x))  # expect: side-effect-logging
    absl_logging.info("x %s", x)  # expect: side-effect-logging
    tf.get_logger().info("x %s", x)  # expect: side-effect-logging
    time.sleep(0.1)  # expect: side-effect-logging warning
    subprocess.run(["true"])  # expect: side-effect-logging
    q.put(1)  # expect: side-effect-logging
    threading.Thread(target=print).start()  # expect: side-effect-logging
    return x


@tf.function
def endless(ds):
    total = 0.0
    for x in tqdm(ds):  # expect: side-effect-logging error
        total += x
    return total


def slow(x):
    time.sleep(0.1)  # expect: side-effect-logging
    return x


Trainer().step(tf.ones([2]))
sinks(tf.ones([2]))
data = tf.data.Dataset.range(5).map(slow)
endless(tf.data.Dataset.range(5))
