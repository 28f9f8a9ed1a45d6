import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(8), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.SGD()
weight = tf.Variable(tf.ones([2, 2]))
bias = tf.Variable(tf.ones([2, 2]))


def small(x):  # profitable: no
    return tf.reduce_sum(x * 2.0 + 1.0)


def step(x, y):  # profitable: yes
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


def unrolled(x):  # profitable: yes
    for _ in range(20):
        x = tf.tanh(x)
    return x


def short(x):  # profitable: no
    for _ in range(3):
        x = tf.tanh(x)
    return x


def descend(gradient):  # profitable: no
    weight.assign_sub(0.1 * gradient)
    bias.assign_sub(0.2 * gradient)


def once(x):  # profitable: no
    for _ in range(20):
        x = tf.tanh(x)
    return x


def uncalled(x):  # profitable: unknown
    for _ in range(20):
        x = tf.tanh(x)
    return x


for _ in range(100):
    x = tf.ones([2, 2])
    small(x)
    step(x, x)
    unrolled(x)
    short(x)
    descend(x)
once(tf.ones([2]))
