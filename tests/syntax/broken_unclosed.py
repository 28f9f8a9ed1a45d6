import tensorflow as tf

def f(a):
    return tf.add(a, 1

def g(b):
    return b

x = [1, 2
y = 3
