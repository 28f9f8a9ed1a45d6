# option: data-map-sequential.min-ops=3
import tensorflow as tf

rows = tf.data.Dataset.range(1000)
a = rows.map(lambda i: tf.sqrt(tf.cast(i, tf.float32) * tf.random.uniform([])))  # expect: data-map-sequential
b = rows.map(lambda i: tf.cast(i, tf.float32))
