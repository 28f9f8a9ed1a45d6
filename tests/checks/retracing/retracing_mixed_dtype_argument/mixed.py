# file: net.py
import tensorflow as tf


@tf.function
def total(x):
    return tf.reduce_sum(x)


@tf.function
def largest(x, y):
    return tf.reduce_max(x), y


@tf.function
def mean(x):
    return tf.reduce_mean(x)
# file: program.py
import numpy as np
import tensorflow as tf

from net import largest, mean, total

total(tf.constant([1.0, 2.0]))
total(tf.zeros([2]))
total(np.array([1.0, 2.0]))  # expect: retracing-mixed-dtype-argument note

largest(tf.constant([1, 2]), tf.zeros([1]))
largest(np.array([1, 2]), tf.zeros([1]))  # expect: retracing-mixed-dtype-argument note

mean(np.ones(3))  # expect: retracing-mixed-dtype-argument note
mean(tf.ones([3]))
mean(tf.ones([4]))
