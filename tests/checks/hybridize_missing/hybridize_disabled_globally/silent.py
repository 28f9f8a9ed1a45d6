import argparse

import tensorflow as tf

parser = argparse.ArgumentParser()
args = parser.parse_args([])


class Rules:
    def compile(self, run_eagerly=False):
        return run_eagerly


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("adam", "mse", run_eagerly=args.debug)
model.compile("adam", "mse", run_eagerly=False)
Rules().compile(run_eagerly=True)
tf.config.run_functions_eagerly(False)
tf.config.run_functions_eagerly(args.debug)
if args.debug:
    tf.config.run_functions_eagerly(True)


def debug_mode():
    tf.config.run_functions_eagerly(True)
