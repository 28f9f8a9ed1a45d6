# file: test_names.py
import tensorflow as tf


@tf.function
def names(config):
    return [layer["name"] for layer in config["layers"]]


def test_traces():
    for _ in range(3):
        names({"layers": [{"name": "dense"}]})
    assert names.experimental_get_tracing_count() == 1
