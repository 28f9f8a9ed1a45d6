import tensorflow as tf

numbers = tf.data.Dataset.range(4)
folded = numbers.map(lambda x: x + 1).map(lambda x: x if x > 2 else -x)  # expect: api-lambda-ambiguous-source
