# file: train.py
import tensorflow.compat.v2 as tf

from lib.metrics import summarize


@tf.function
def step(x):
    return summarize(x)


for _ in range(3):
    step(tf.ones([2]))
# file: lib/__init__.py
# file: lib/metrics.py
from . import report


def summarize(x):
    return report.show(x)
# file: lib/report.py
def show(x):
    print(x)  # expect: side-effect-print warning
    return x
