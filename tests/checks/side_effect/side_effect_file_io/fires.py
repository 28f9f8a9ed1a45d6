import json
import os
import pickle
import sys

import numpy as np
import tensorflow as tf


@tf.function
def load(x):
    return x + np.load("part.npy")  # expect: side-effect-file-io note


@tf.function
def reads(x, folder):
    if os.path.exists(folder):  # expect: side-effect-file-io warning
        return x + np.load(folder)  # expect: side-effect-file-io warning
    return x


@tf.function
def writes(x):
    with open("log.txt", "a") as f:  # expect: side-effect-file-io warning
        f.write("step")
    with tf.io.gfile.GFile("log.txt", "a") as g:  # expect: side-effect-file-io
        g.write("step")
    return helper(x)


def helper(x):
    np.save("x.npy", np.zeros(3))  # expect: side-effect-file-io
    return x


@tf.function
def takes_tensors(path, x):
    np.save("x.npy", x)  # expect: side-effect-file-io error
    json.dump(x, OUT)  # expect: side-effect-file-io error
    return x


def parse(path):
    data = np.load(path)  # expect: side-effect-file-io error
    return data


OUT = open("out.json", "w")
ds = tf.data.Dataset.from_tensor_slices(["a.npy", "b.npy"]).map(parse)
load(tf.ones([2]))
reads(tf.ones([2]), sys.argv[1])
writes(tf.ones([2]))
takes_tensors(tf.constant("a"), tf.ones([2]))


@tf.function
def opens(x, other):
    with open("words.txt") as f:  # expect: side-effect-file-io note
        x = x + len(f.readlines())
    with open("words.txt", "rb") as f:  # expect: side-effect-file-io note
        x = x + len(f.read())
    with open(other) as f:  # expect: side-effect-file-io warning
        x = x + len(f.readlines())
    with open("words.txt", "r+") as f:  # expect: side-effect-file-io warning
        f.write("more")
    return x


opens(tf.constant(1.0), os.environ["WORDS"])
