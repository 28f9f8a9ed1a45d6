# Traced before, signed, named elsewhere, Keras, not saved, expected to fail.
import pytest
import tensorflow as tf


class Traced(tf.Module):
    @tf.function
    def serve(self, x):
        return self.encode(x)

    @tf.function
    def encode(self, x):
        return x

    @tf.function(input_signature=[tf.TensorSpec([None])])
    def signed(self, x):
        return x


class Concrete(tf.Module):
    @tf.function
    def embed(self, x):
        return x


class Keras(tf.keras.Model):
    @tf.function
    def rank(self, x):
        return x

    def call(self, x):
        return x


class NeverSaved(tf.Module):
    @tf.function
    def alone(self, x):
        return x


class Chosen(tf.Module):
    @tf.function
    def other(self, x):
        return x

    @tf.function(input_signature=[tf.TensorSpec([None])])
    def main(self, x):
        return x


def export(path):
    traced = Traced()
    traced.serve(tf.zeros([1]))
    tf.saved_model.save(traced, path)
    concrete = Concrete()
    function = concrete.embed.get_concrete_function(tf.TensorSpec([None]))
    tf.saved_model.save(concrete, path, signatures=function)
    tf.saved_model.save(concrete, path)
    tf.saved_model.save(Keras(), path)
    chosen = Chosen()
    tf.saved_model.save(chosen, path, signatures=chosen.main)
    tf.train.Checkpoint(model=NeverSaved()).write(path)


def test_signature():
    with pytest.raises(ValueError):
        tf.saved_model.save(Traced(), "out", signatures=lambda x: x)


export("out")
