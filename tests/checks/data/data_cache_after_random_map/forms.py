# file: aug.py
import numpy as np
import tensorflow as tf


def random_flip(x):
    return tf.image.random_flip_left_right(x)


def numpy_noise(x):
    return x + np.random.rand()


def host_noise(x):
    return tf.numpy_function(numpy_noise, [x], tf.float32)
# file: main.py
import tensorflow as tf

from aug import host_noise, random_flip

images = tf.data.Dataset.from_tensor_slices(tf.zeros([6, 4, 4, 1]))
generator = tf.random.Generator.from_seed(1)

ds = images.map(random_flip).cache().repeat()  # expect: data-cache-after-random-map
ds = (
    images.map(lambda x: x * 2.0)
    .map(random_flip, num_parallel_calls=4)
    .map(lambda x: x + 1.0)
    .cache()  # expect: data-cache-after-random-map
    .batch(2)
    .repeat(3)
)
noisy = images.map(host_noise).cache()  # expect: data-cache-after-random-map
for epoch in range(10):
    for x in noisy:
        print(x)
drawn = images.map(lambda x: x + generator.normal([])).snapshot("dir").repeat()  # expect: data-cache-after-random-map


def make(training):
    ds = images
    if training:
        ds = ds.map(random_flip)
    ds = ds.cache()  # expect: data-cache-after-random-map
    return ds.batch(2)


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(make(True), epochs=5)


class Pipeline:
    def __init__(self):
        self.data = images.map(random_flip)

    def cached(self):
        return self.data.cache()  # expect: data-cache-after-random-map


data = Pipeline().cached()
for epoch in range(3):
    for step, x in enumerate(data):
        print(step)
order = images.shuffle(6).cache()  # expect: data-cache-after-random-map
model.fit(order.batch(2), epochs=3)
