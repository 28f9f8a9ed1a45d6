# Tests of all kinds, attributes, over files.
import tensorflow as tf

from data import load


class Trainer:
    def __init__(self, files):
        self.ds = tf.data.TFRecordDataset(files).batch(2)

    def fit(self):
        while self.ds:  # expect: graph-dataset-len-bool
            break
        return 1 if self.ds.take(1) else 0  # expect: graph-dataset-len-bool


def main():
    ds = load()
    if ds and len(ds) > 3:  # expect: graph-dataset-len-bool
        return ds
    if True and not ds:  # expect: graph-dataset-len-bool
        return None
    return [d for d in [ds] if d]  # expect: graph-dataset-len-bool


Trainer(["a"]).fit()
main()

# file: data.py
import tensorflow as tf


def load():
    return tf.data.Dataset.range(3).filter(lambda x: x > 5)
