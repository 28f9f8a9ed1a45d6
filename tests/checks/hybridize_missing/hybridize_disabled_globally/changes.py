# What becomes a graph would do something else then: found, but without a fix.
# file: model.py
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)
        self.seen = []

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        self.seen.append(1)
        return super().train_step(data)


net = Net()
net.compile("sgd", "mse", run_eagerly=True)  # expect: hybridize-disabled-globally
net.fit(tf.ones([8, 2]), tf.ones([8, 1]), batch_size=2, verbose=0)
print(len(net.seen))
# file: loss.py
import tensorflow as tf


def noisy(y, p):
    return tf.reduce_mean((y - p) ** 2) + tf.random.normal([])


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", noisy, run_eagerly=True)  # expect: hybridize-disabled-globally
model.fit(tf.ones([8, 2]), tf.ones([8, 1]), verbose=0)
# file: switch.py
import tensorflow as tf

tf.config.run_functions_eagerly(True)  # expect: hybridize-disabled-globally
# file: floats.py
import switch
import tensorflow as tf

seen = []


@tf.function
def step(x):
    seen.append(float(tf.reduce_sum(x)))
    return x * 2.0


for k in range(4):
    step(tf.ones([2]) * k)
print(seen)
# file: asks.py
import tensorflow as tf

tf.config.run_functions_eagerly(True)  # expect: hybridize-disabled-globally


@tf.function
def scaled(x):
    if tf.executing_eagerly():
        return x * 2.0
    return x * 3.0


print(scaled(tf.ones([2])))
# file: alone.py
# No program runs the other files with this one.
import tensorflow as tf


def squared(y, p):
    return tf.reduce_mean((y - p) ** 2)


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", squared, run_eagerly=True)  # expect: hybridize-disabled-globally
model.fit(tf.ones([8, 2]), tf.ones([8, 1]), verbose=0)
