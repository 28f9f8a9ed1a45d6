# A loop over optimizers; by keyword; at module level.
import tensorflow as tf

w = tf.Variable(1.0)


@tf.function
def step(x, opt):
    opt.apply_gradients([(x, w)])


def train(x, *, opt):
    opt.apply_gradients([(x, w)])


fast = tf.function(train)
adam = tf.keras.optimizers.Adam()
adagrad = tf.keras.optimizers.Adagrad()
nadam = tf.keras.optimizers.Nadam()
ftrl = tf.keras.optimizers.Ftrl()
x = tf.constant(1.0)
for opt in (adam, adagrad):
    step(x, opt)  # expect: graph-function-shared-across-models

fast(x, opt=nadam)
fast(x, opt=ftrl)  # expect: graph-function-shared-across-models


def search(rates):
    for rate in rates:
        opt = tf.keras.optimizers.SGD(rate, momentum=0.9)
        for _ in range(10):
            step(x, opt)  # expect: graph-function-shared-across-models
        step(x, opt)


search([0.1, 0.2])
