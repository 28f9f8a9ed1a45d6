# A class of another file and its base; plain functions as signatures.
import tensorflow as tf

from model import Model


@tf.function
def unsigned(x):
    return x


def plain(x):
    return x


def export(path):
    model = Model()
    tf.saved_model.save(model, path)
    tf.saved_model.save(model, path, signatures=unsigned)  # expect: api-savedmodel-untraced-function error
    tf.saved_model.save(model, path, signatures=plain)  # expect: api-savedmodel-untraced-function error


export("out")

# file: model.py
import tensorflow as tf


class Base(tf.Module):
    @tf.function
    def decode(self, x):  # expect: api-savedmodel-untraced-function
        return x


class Model(Base):
    @tf.function(jit_compile=True)
    def encode(self, x):  # expect: api-savedmodel-untraced-function
        return x
