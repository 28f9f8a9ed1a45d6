import tensorflow as tf

p = tf.constant([1, 2, 3])
a = tf.gather(p, [0], validate_indices=False)  # expect: parity-gather-validate-indices
b = tf.gather(p, [0], validate_indices=True, axis=0)  # expect: parity-gather-validate-indices
c = tf.gather(p, [0], False)  # expect: parity-gather-validate-indices
