import tensorflow as tf

images = tf.data.Dataset.from_tensor_slices(tf.zeros([6, 4, 4, 1]))
layer = tf.keras.layers.RandomFlip()


def random_flip(x):
    return tf.image.random_flip_left_right(x)


def seeded(x):
    return x + tf.random.uniform([], seed=3)


def stateless(i, x):
    return tf.image.stateless_random_flip_left_right(x, [1, i])


a = images.cache().map(random_flip).repeat()
b = images.shuffle(6).cache().shuffle(6).repeat()
c = images.map(seeded).cache().repeat()
d = images.enumerate().map(stateless).cache().repeat()
e = images.map(lambda x: layer(x, training=False)).cache().repeat()
f = images.shuffle(6, reshuffle_each_iteration=False).cache().repeat()
# Read once.
g = images.map(random_flip).cache()
for x in g:
    print(x)
h = images.map(random_flip).cache().repeat(1)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(images.map(random_flip).cache().batch(2), epochs=1)


def make(training, cache):
    ds = images
    if training:
        ds = ds.map(random_flip)
    if cache:
        ds = ds.cache()
    return ds.repeat()


make(True, False)
make(False, True)


def epoch():
    # A pipeline, and a cache, for each call.
    for x in images.map(random_flip).cache():
        print(x)


for _ in range(10):
    epoch()


class Store:
    def cache(self):
        return self

    def map(self, f):
        return self

    def repeat(self):
        return self


Store().map(random_flip).cache().repeat()


# The same few elements on purpose.
h = images.map(random_flip).take(1).cache().repeat()


def parse(x, mode):
    if mode == "eval":
        return x * 2.0
    return random_flip(x)


# What it is told decides what it does.
i = images.map(lambda x: parse(x, "eval")).cache().repeat()
j = images.map(lambda x: parse(x, "train")).batch(2)
