import tensorflow as tf

history = []
model = tf.keras.Sequential([tf.keras.layers.Dense(8), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.SGD()


def step(x, y):  # verdict: P1  # advice: convert  # failures: none
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


def loss_of(y, p):  # verdict: P1  # advice: none
    return tf.reduce_mean(tf.square(y - p))


def logged(x, y):  # verdict: none  # failures: HAS_PYTHON_SIDE_EFFECTS  # advice: none
    loss = long_loss(y, model(x))
    history.append(loss)
    return loss


def long_loss(y, p):  # verdict: P1  # advice: convert
    total = tf.reduce_mean(tf.square(y - p))
    for _ in range(20):
        total = total + tf.reduce_mean(tf.abs(y - p))
    return total


def outer(x):  # verdict: P1  # advice: convert
    return inner(x) + 1.0


def inner(x):  # verdict: P1  # advice: convert_caller
    for _ in range(20):
        x = tf.tanh(x)
    return x


def scaled(x, rate):  # verdict: none  # failures: HAS_PRIMITIVE_PARAMETERS
    return x * rate


def both(x, rate):  # verdict: none  # failures: HAS_PRIMITIVE_PARAMETERS, HAS_PYTHON_SIDE_EFFECTS
    print(rate)
    return x * rate


def host(x):  # verdict: none  # failures: HAS_EAGER_ONLY_CALLS
    return tf.reduce_sum(x).numpy()


def names(layers):  # verdict: none  # failures: HAS_PRIMITIVE_PARAMETERS, HAS_NO_TENSOR_PARAMETERS, NO_TENSOR_COMPUTATION
    return [layer["name"] for layer in layers]


def unknown_callee(x, function):  # verdict: none
    return function(x)


for i in range(100):
    a = tf.ones([4, 2])
    b = tf.ones([4, 1])
    step(a, b)
    logged(a, b)
    outer(a)
    scaled(a, 0.5)
    both(a, 0.5)
    host(a)
    names([{"name": "dense"}])
    unknown_callee(a, something)
