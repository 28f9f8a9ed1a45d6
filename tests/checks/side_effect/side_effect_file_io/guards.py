"""A test that only raises leaves nothing in the graph; a path that never changes is a note."""
import os

import numpy as np
import tensorflow as tf


class Tokenizer:
    def __init__(self, path):
        if not os.path.isfile(path):
            raise ValueError("no vocabulary at " + path)
        assert os.path.exists(path)
        self.words = {w: i for i, w in enumerate(np.load(path))}  # expect: side-effect-file-io note


class Config:
    def __init__(self):
        self.path = "vocab.txt"


@tf.function
def step(config, x):
    if os.path.exists(config.path):  # expect: side-effect-file-io note
        x = x + 1
    return tf.fill([2], Tokenizer(config.path).words["[MASK]"]) + x


config = Config()
for i in range(3):
    step(config, tf.ones([2], tf.int32))
