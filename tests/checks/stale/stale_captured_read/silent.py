import tensorflow as tf

LR = 0.1
rate = tf.Variable(0.1)
scale = None
steps = 0


def setup():
    global scale
    scale = 3.0


@tf.function
def step(w):
    return w * LR * rate * scale


setup()
for epoch in range(10):
    rate.assign(0.1 * epoch)
    step(tf.ones([2]))
    steps += 1


def per_value(values):
    out = []
    for k in values:
        times = tf.function(lambda x: x * k)
        out.append(times(tf.ones([2])))
    datasets = [tf.data.Dataset.range(3).map(lambda x: x * k) for k in (1, 2, 3)]
    return out, datasets


per_value(range(5))
setting = 1.0


@tf.function
def first(x):
    return x * setting


@tf.function
def second(x):
    return x * setting


first(tf.ones([2]))
setting = 2.0
second(tf.ones([2]))


@tf.function
def by_argument(x, epoch):
    return x * level + epoch


for epoch in range(5):
    level = 2 * epoch
    by_argument(tf.ones([2]), epoch)


@tf.function
def default(x, k=setting):
    return x * k


for setting in (1.0, 2.0):
    default(tf.ones([2]))

for member in range(4):
    print(member)


@tf.function
def leftover(x):
    return x + member


for epoch in range(5):
    leftover(tf.ones([2]))
    for member in range(4):
        print(member)


class Host:
    def __init__(self):
        self.function = None


def make_server(sizes):
    hosts = [Host() for _ in range(4)]
    for number, host in enumerate(hosts):

        @tf.function
        def serve(x):
            return x * number

        if host.function is None:
            host.function = serve
        host.function(tf.ones([2]))


make_server(3)


def make_servers():
    hosts = [Host() for _ in range(4)]
    for position, host in enumerate(hosts):

        def make():
            @tf.function
            def answer(x):
                return x * position

            return answer

        if host.function is None:
            host.function = make()
        host.function(tf.ones([2]))


make_servers()
