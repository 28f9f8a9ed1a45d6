import tensorflow as tf
import tensorflow_probability as tfp


class Factorized(tfp.distributions.Distribution):
    def shape_of(self, x):  # effects: none
        return tf.broadcast_dynamic_shape(tf.shape(x), self.batch_shape_tensor())


def likelihood(x):  # effects: none
    return tfp.distributions.Normal(0.0, 1.0).log_prob(x)


def lower(x):  # effects: none
    return tf.linalg.LinearOperatorLowerTriangular(x).to_dense()


def everywhere(x):  # effects: none
    context = tf.distribute.get_replica_context()
    return context.all_reduce(tf.distribute.ReduceOp.SUM, x)


def on_batches(batch):  # tensor_parameter: yes  # primitive_parameter: no
    pass


batches = tf.keras.preprocessing.image.ImageDataGenerator().flow_from_directory("images")
for batch in batches:
    on_batches(batch)
