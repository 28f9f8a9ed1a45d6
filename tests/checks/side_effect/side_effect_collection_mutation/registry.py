# file: registry.py
# A registry that is filled while tracing, read afterwards, and emptied by tests alone.
CONFIGS = {}
PENDING = {}


def register(name, config):
    CONFIGS[name] = dict(config)
    PENDING[name] = dict(config)  # expect: side-effect-collection-mutation


def all_configs():
    return list(CONFIGS.items())


def clear():
    CONFIGS.clear()


def take_pending():
    out = list(PENDING.items())
    PENDING.clear()
    return out


# file: model.py
import tensorflow as tf

import registry


@tf.function
def lookup(x):
    registry.register("memory", {"size": 3})
    return x


for _ in range(3):
    lookup(tf.ones([2]))
    registry.take_pending()
print(registry.all_configs())

# file: model_test.py
import unittest

import model
import registry


class ModelTest(unittest.TestCase):
    def setUp(self):
        registry.clear()

    def test_lookup(self):
        model.lookup(1.0)
        self.assertEqual(len(registry.all_configs()), 1)
