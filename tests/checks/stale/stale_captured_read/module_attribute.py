# file: settings.py
temperature = 1.0
width = 2.0
# file: main.py
import tensorflow as tf

import settings


@tf.function
def step(x):
    return x * settings.width / settings.temperature  # expect: stale-captured-read


for t in range(5):
    settings.temperature = 1.0 + t
    step(tf.ones([2]))
