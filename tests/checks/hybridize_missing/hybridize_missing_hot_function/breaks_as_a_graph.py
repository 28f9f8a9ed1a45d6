"""Many operations; whoever calls them fails or means something else as a graph."""
import tensorflow as tf


def many(x):  # expect: hybridize-missing-hot-function
    y = tf.sin(x) * tf.cos(x) + tf.tanh(x) - tf.exp(-tf.abs(x)) * tf.sqrt(tf.abs(x))
    y = tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))
    return tf.sin(y) * tf.cos(y) + tf.tanh(y) - tf.exp(-tf.abs(y)) * tf.sqrt(tf.abs(y))


def constants(matrix):
    return many(tf.constant(matrix))  # takes no tensor in a graph


class Mixture(tf.Module):
    def __init__(self):
        super().__init__()
        self.start()

    def start(self):
        self.means = tf.Variable(tf.ones([4]))  # another variable for each fit

    def score(self, x):
        return many(x + self.means)

    def fit(self, x):
        for _ in range(3):
            self.start()
            for _ in range(100):
                self.means.assign(self.score(x))


class Fresh(tf.Module):
    def __init__(self):
        super().__init__()
        self.scale = tf.Variable(2.0)

    def predict(self, x):
        return many(x) * self.scale


for i in range(100):
    constants(tf.ones([4]))
    fresh = Fresh()
    fresh.predict(tf.ones([4]))
Mixture().fit(tf.ones([4]))


class Player(tf.Module):
    def __init__(self):
        super().__init__()
        self.action = None

    def choose(self, x):
        self.action = tf.argmax(x)  # another tensor for each step

    def learn(self, x):
        return many(x) * tf.cast(self.action, tf.float32)


player = Player()
for i in range(100):
    player.choose(tf.ones([4]))
    player.learn(tf.ones([4]))


class Sharpness:
    def first(self, x):
        self.ascents = []  # another list for each step
        self.ascents.append(x * 2.0)

    def second(self, x):
        return many(x) - self.ascents[0]


sharpness = Sharpness()
for i in range(100):
    sharpness.first(tf.ones([4]))
    sharpness.second(tf.ones([4]))


def detect(x):
    found = []
    for i in tf.range(tf.shape(x)[0]):
        found.append(many(x[i]))  # one round is traced, and its tensor leaks
    return found


for i in range(100):
    detect(tf.ones([4, 4]))
