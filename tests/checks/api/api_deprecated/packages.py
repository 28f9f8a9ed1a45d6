"""A package is told once a file; two arguments that one takes over are one finding."""
import tensorflow as tf

run = tf.estimator.RunConfig()  # expect: api-deprecated
spec = tf.estimator.EstimatorSpec("train")
data = tf.data.Dataset.from_generator(
    lambda: [1],
    output_types=tf.int32,  # expect: api-deprecated
    output_shapes=[],
)
