"""Eager execution is off where a package turns it off, or the script itself; elsewhere it is not."""
# file: gym/__init__.py
from gym.patches import run

run()
# file: gym/patches.py
import tensorflow as tf


def run():
    tf.compat.v1.disable_eager_execution()
# file: gym/policy.py
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
for row in np.ones([100, 3]):
    model.predict(row[None])
# file: play.py
import numpy as np
import tensorflow as tf
import gym

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
for row in np.ones([100, 3]):
    model.predict(row[None])
# file: convert.py
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])


def main():
    tf.compat.v1.disable_eager_execution()
    for row in np.ones([100, 3]):
        model.predict(row[None])


if __name__ == "__main__":
    main()
# file: deploy.py
import convert
import numpy as np

for row in np.ones([100, 3]):
    convert.model.predict(row[None])  # expect: perf-predict-in-loop
