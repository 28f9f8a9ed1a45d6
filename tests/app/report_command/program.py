import tensorflow as tf

weights = tf.Variable(tf.ones([4, 4]))
seen = []


def train_step(x, y):
    with tf.GradientTape() as tape:
        h = tf.nn.relu(tf.matmul(x, weights))
        h = tf.nn.relu(tf.matmul(h, weights))
        h = tf.nn.relu(tf.matmul(h, weights))
        h = tf.nn.relu(tf.matmul(h, weights))
        loss = tf.reduce_mean(tf.square(tf.matmul(h, weights) - y))
    weights.assign_sub(0.01 * tape.gradient(loss, weights))
    return loss


def logged_step(x, y):
    h = tf.nn.relu(tf.matmul(x, weights))
    h = tf.nn.relu(tf.matmul(h, weights))
    h = tf.nn.relu(tf.matmul(h, weights))
    h = tf.nn.relu(tf.matmul(h, weights))
    h = tf.nn.relu(tf.matmul(h, weights))
    h = tf.nn.relu(tf.matmul(h, weights))
    loss = tf.reduce_mean(tf.square(tf.matmul(h, weights) - y))
    print("loss <", loss, "| step >")
    return loss


def small(x):
    return x + 1.0


def counted(x):
    seen.append(1)
    return tf.reduce_sum(x)


def elsewhere(x, measure):
    return tf.reduce_sum(measure(x))


@tf.function
def graph(x):
    return tf.reduce_sum(x) * 2.0


@tf.function
def scaled(x, by):
    return x * by


def words(text):
    return text.split()


x, y = tf.ones([2, 4]), tf.ones([2, 4])
for step in range(100):
    train_step(x, y)
    logged_step(x, y)
    scaled(x, step)
small(x)
counted(x)
graph(x)
words("a b")
