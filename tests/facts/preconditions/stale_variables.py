import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.d = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.d(x)


model = Net()
built = Net()
built.build((None, 2))
optimizer = tf.keras.optimizers.SGD()


def early(x):  # stale_variable_reads: yes
    variables = model.trainable_variables
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def forward(x):  # stale_variable_reads: no
    return tf.reduce_sum(model(x))


def early_through(x):  # stale_variable_reads: yes
    variables = model.trainable_variables
    with tf.GradientTape() as tape:
        loss = forward(x)
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def late(x):  # stale_variable_reads: no
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x))
    variables = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


def early_but_built(x):  # stale_variable_reads: unknown
    variables = built.trainable_variables
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(built(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


@tf.function
def gradients_of(x, variables):  # stale_variable_reads: no
    with tf.GradientTape() as tape:
        loss = forward(x)
    return tape.gradient(loss, variables)


def early_through_graph(x):  # stale_variable_reads: yes
    variables = model.trainable_variables
    optimizer.apply_gradients(zip(gradients_of(x, variables), variables))


def early_argument(x):  # stale_variable_reads: yes
    return gradients_of(x, model.trainable_variables)


def late_argument(x):  # stale_variable_reads: no
    loss = forward(x)
    return gradients_of(x, model.trainable_variables), loss


for f in (early_through_graph, early_argument, late_argument):
    f(tf.ones([1, 2]))
for f in (early, forward, early_through, late, early_but_built):
    f(tf.ones([1, 2]))
