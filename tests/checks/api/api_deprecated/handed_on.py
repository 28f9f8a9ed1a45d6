# A module of the project hands tf.compat.v1 on: its users build graphs for sessions.
# file: env.py
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
# file: model.py
from env import tf


def f(graph, n):
    a = tf.graph_util.extract_sub_graph(graph, n)
    return a, tf.graph_util.extract_sub_graph(graph, n)
