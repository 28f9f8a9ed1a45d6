# One optimizer, built ones, alternatives, plain SGD, functions made for each.
import tensorflow as tf

w = tf.Variable(1.0)
x = tf.constant(1.0)


@tf.function
def step(x, opt):
    opt.apply_gradients([(x, w)])


@tf.function
def only_reads(x, opt):
    return x * opt.learning_rate


def make(opt):
    @tf.function
    def own(x):
        opt.apply_gradients([(x, w)])

    return own


adam = tf.keras.optimizers.Adam()
built = tf.keras.optimizers.Adam()
built.build([w])
for _ in range(3):
    step(x, adam)
for opt in (adam, built):
    step(x, opt)
for opt in (tf.keras.optimizers.SGD(0.1), tf.keras.optimizers.SGD(0.2)):
    step(x, opt)
for rate in (0.1, 0.2):
    only_reads(x, tf.keras.optimizers.Adam(rate))
    make(tf.keras.optimizers.Adam(rate))(x)


def choose(name):
    if name == "adam":
        opt = tf.keras.optimizers.Adam()
    else:
        opt = tf.keras.optimizers.RMSprop()
    step(x, opt)


def either(flag):
    if flag:
        step(x, tf.keras.optimizers.Adam())
    else:
        step(x, tf.keras.optimizers.RMSprop())


choose("adam")
either(True)
